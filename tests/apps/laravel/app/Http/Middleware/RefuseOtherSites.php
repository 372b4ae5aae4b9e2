<?php

namespace App\Http\Middleware;

use Closure;
use Illuminate\Http\Request;
use Symfony\Component\HttpFoundation\Response;

/**
 * Other sites: what their pages have a browser send here changes nothing (CSRF). Browsers say where a request comes from, and no page can
 * make them lie; what is no browser has no cookies of others.
 */
class RefuseOtherSites
{
    public function handle(Request $request, Closure $next): Response
    {
        $own = $request->getSchemeAndHttpHost();
        // "none" is what somebody did in the browser itself.
        $here = $request->header('Origin', $own) === $own && in_array($request->header('Sec-Fetch-Site', 'none'), ['same-origin', 'none'], true);
        abort_unless($here || $request->isMethodSafe(), 403, 'requests from other sites are refused');

        return $next($request);
    }
}
