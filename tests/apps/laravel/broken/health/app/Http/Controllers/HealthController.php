<?php

namespace App\Http\Controllers;

use Illuminate\Http\JsonResponse;
use RuntimeException;

class HealthController
{
    public function live(): JsonResponse
    {
        return new JsonResponse(['status' => 'pass']);
    }

    public function ready(): JsonResponse
    {
        throw new RuntimeException('this release is broken on purpose');
    }
}
