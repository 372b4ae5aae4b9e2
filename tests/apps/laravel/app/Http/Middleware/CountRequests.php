<?php

namespace App\Http\Middleware;

use App\Metrics\Counters;
use Closure;
use Illuminate\Http\Request;
use Symfony\Component\HttpFoundation\Response;
use Throwable;

/** Counts what was answered, when it was. How the application is watched is not what it is there for, and not counted. */
class CountRequests
{
    public function handle(Request $request, Closure $next): Response
    {
        return $next($request);
    }

    public function terminate(Request $request, Response $response): void
    {
        if ($request->is('health/*', 'metrics')) {
            return;
        }
        try {
            Counters::add($response->getStatusCode(), microtime(true) - $_SERVER['REQUEST_TIME_FLOAT']);
        } catch (Throwable $e) {
            report($e);
        }
    }
}
