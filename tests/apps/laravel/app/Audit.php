<?php

namespace App;

/** Events of security as lines of JSON on standard error, for whoever collects them: who, from where, when, and in which request. */
final class Audit
{
    /** @param int|string|null $user an id, or the e-mail address that somebody tried */
    public static function record(string $event, int|string|null $user): void
    {
        $request = request();
        $line = json_encode([
            'time' => now('UTC')->format('Y-m-d\TH:i:s.vP'),
            'audit' => $event,
            'user' => $user,
            'remote_addr' => $request->ip(),
            'request_id' => mb_substr($request->header('X-Request-ID', ''), 0, 64),
        ], JSON_INVALID_UTF8_SUBSTITUTE | JSON_THROW_ON_ERROR);
        // JSON lets DEL stand as it is. One write, so that lines of other processes don't come between.
        file_put_contents('php://stderr', str_replace("\x7f", '\u007f', $line)."\n");
    }
}
