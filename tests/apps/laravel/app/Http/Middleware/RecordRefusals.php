<?php

namespace App\Http\Middleware;

use App\Audit;
use Closure;
use Illuminate\Http\Request;
use Illuminate\Support\Facades\Auth;
use Symfony\Component\HttpFoundation\Response;

/** Has an event of each denied access and each refused upload. */
class RecordRefusals
{
    /** What is refused as no image; whose gig it is, is asked before. */
    private const REFUSED_UPLOADS = [400, 413, 415, 422];

    public function handle(Request $request, Closure $next): Response
    {
        $response = $next($request);
        $user = Auth::hasUser() ? Auth::id() : null;
        if ($response->getStatusCode() === 403) {
            Audit::record('access.denied', $user);
        } elseif ($request->isMethod('POST') && $request->is('api/gigs/*/image') && in_array($response->getStatusCode(), self::REFUSED_UPLOADS, true)) {
            Audit::record('upload.refused', $user);
        }

        return $response;
    }
}
