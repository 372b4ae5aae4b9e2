<?php

declare(strict_types=1);

const HEALTH_JSON = 'application/health+json';

function live(): void
{
    send(200, ['status' => 'pass', 'releaseId' => (string) getenv('GOLIVE_RELEASE')], HEALTH_JSON);
}

function ready(): void
{
    $check = ['componentType' => 'system', 'time' => gmdate('Y-m-d\TH:i:s\Z')];
    try {
        $check += ['status' => 'pass', 'observedValue' => Storage::probe(), 'observedUnit' => 'ms'];
    } catch (RuntimeException $e) {
        error_log((string) $e);
        $check += ['status' => 'fail', 'output' => $e->getMessage()];
    }
    send($check['status'] === 'fail' ? 503 : 200, [
        'status' => $check['status'],
        'version' => version(),
        'releaseId' => (string) getenv('GOLIVE_RELEASE'),
        'checks' => ['storage:writable' => [$check]],
    ], HEALTH_JSON);
}
