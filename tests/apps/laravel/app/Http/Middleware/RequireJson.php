<?php

namespace App\Http\Middleware;

use Closure;
use Illuminate\Http\Request;
use stdClass;
use Symfony\Component\HttpFoundation\Response;

/**
 * Refuses what a foreign form could send: a browser asks (CORS preflight) before it posts JSON to another site, so
 * this, with SameSite=Lax, stands in for a CSRF token. Uploads are multipart and rest on SameSite alone.
 */
class RequireJson
{
    public function handle(Request $request, Closure $next): Response
    {
        // The length is asked for as well: PHP hides the body of a multipart request.
        $hasBody = $request->getContent() !== '' || (int) $request->header('Content-Length') > 0;
        if ($request->isMethod('POST') && ! $request->routeIs('upload') && ($hasBody || ! $request->routeIs('logout', 'order'))) {
            abort_unless($request->isJson(), 415, 'send application/json');
            abort_unless(json_decode($request->getContent()) instanceof stdClass, 400, 'not a JSON object');
        }

        return $next($request);
    }
}
