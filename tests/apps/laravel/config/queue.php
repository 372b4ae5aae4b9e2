<?php

$queue = [
    'driver' => 'redis',
    'connection' => 'default',
    'queue' => 'default',
    'retry_after' => 90,
    // A worker that waits in Redis sees SIGTERM only afterwards.
    'block_for' => 2,
];

return [
    'default' => 'redis',
    'connections' => [
        'redis' => $queue,
        'health' => ['connection' => 'health'] + $queue,
    ],
    'failed' => ['driver' => 'database-uuids', 'database' => 'pgsql', 'table' => 'failed_jobs'],
];
