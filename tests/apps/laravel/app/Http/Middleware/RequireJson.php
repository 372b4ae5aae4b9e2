<?php

namespace App\Http\Middleware;

use Closure;
use Illuminate\Http\Request;
use stdClass;
use Symfony\Component\HttpFoundation\Response;

/**
 * Refuses what a foreign form could send: a browser asks (CORS preflight) before it posts JSON to another site, so the type is asked for even
 * where there is nothing to read.
 */
class RequireJson
{
    /** The longest description, each of its letters written as two escapes, and the rest. */
    private const MAXIMUM_BYTES = 128 * 1024;

    public function handle(Request $request, Closure $next): Response
    {
        if ($request->isMethod('POST') && ! $request->routeIs('upload')) {
            // Not isJson(): it is content with a parameter that says so, and a form can send `text/plain; a=/json`.
            $type = strtolower(trim(explode(';', $request->header('Content-Type', ''))[0]));
            abort_unless($type === 'application/json', 415, 'send application/json');
            $body = $request->getContent();
            abort_if(strlen($body) > self::MAXIMUM_BYTES, 413, 'at most 128 KiB');
            $mayBeEmpty = $request->routeIs('logout', 'order');
            abort_unless($body === '' && $mayBeEmpty || json_decode($body) instanceof stdClass, 400, 'not a JSON object');
        }

        return $next($request);
    }
}
