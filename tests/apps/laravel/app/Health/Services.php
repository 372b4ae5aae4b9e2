<?php

namespace App\Health;

use InvalidArgumentException;

/** Services of others, by the names that the application has for them. */
final class Services
{
    /** @return array<string, string> URLs by name, from NAME=URL, separated by commas */
    public static function named(string $list): array
    {
        $urls = [];
        foreach (array_filter(array_map('trim', explode(',', $list))) as $entry) {
            if (! preg_match('~^([a-z][a-z0-9_]*)=(https?://\S+)$~D', $entry, $found)) {
                throw new InvalidArgumentException('a list of services takes NAME=URL, separated by commas');
            }
            $urls[$found[1]] = $found[2];
        }

        return $urls;
    }

    /**
     * Asks all of them at once. Whatever one says but a server error is an answer: that it refuses us here does not mean that it is down.
     *
     * @param  array<string, string>  $urls
     * @return array<string, array{milliseconds: float, output: ?string}> output is null where all is well
     */
    public static function ask(array $urls, float $seconds): array
    {
        $all = curl_multi_init();
        $handles = array_map(function (string $url) use ($all, $seconds) {
            $handle = curl_init($url);
            curl_setopt_array($handle, [
                CURLOPT_TIMEOUT_MS => (int) ($seconds * 1000),
                CURLOPT_NOSIGNAL => true,
                CURLOPT_PROTOCOLS => CURLPROTO_HTTP | CURLPROTO_HTTPS,
                // The first byte of the body ends it: what counts is that there is an answer.
                CURLOPT_WRITEFUNCTION => fn (): int => 0,
            ]);
            curl_multi_add_handle($all, $handle);

            return $handle;
        }, $urls);
        do {
            $state = curl_multi_exec($all, $running);
        } while ($state === CURLM_OK && $running && curl_multi_select($all, $seconds) !== -1);
        // Only now does a handle know of its error.
        while (curl_multi_info_read($all)) {
        }

        return array_map(fn ($handle) => [
            'milliseconds' => round(curl_getinfo($handle, CURLINFO_STARTTRANSFER_TIME_T) / 1000, 2),
            'output' => self::fault(curl_getinfo($handle, CURLINFO_RESPONSE_CODE), curl_errno($handle)),
        ], $handles);
    }

    private static function fault(int $status, int $error): ?string
    {
        return match (true) {
            $status >= 500 => "answered $status",
            $status > 0 => null,
            $error === CURLE_OPERATION_TIMEDOUT => 'no answer in time',
            default => 'no answer',
        };
    }
}
