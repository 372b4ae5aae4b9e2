<?php

namespace App\Http\Controllers;

use App\Health\Readiness;
use Illuminate\Http\JsonResponse;

class HealthController
{
    private const HEADERS = ['Content-Type' => 'application/health+json', 'Cache-Control' => 'no-store'];

    public function live(): JsonResponse
    {
        return new JsonResponse(['status' => 'pass', 'releaseId' => config('app.release')], 200, self::HEADERS);
    }

    public function ready(Readiness $readiness): JsonResponse
    {
        $checks = $readiness->checks();
        $found = array_column(array_merge(...array_values($checks)), 'status');
        $status = array_values(array_intersect(['fail', 'warn', 'pass'], $found))[0];

        return new JsonResponse([
            'status' => $status,
            'version' => config('app.version'),
            'releaseId' => config('app.release'),
            'checks' => $checks,
        ], $status === 'fail' ? 503 : 200, self::HEADERS);
    }
}
