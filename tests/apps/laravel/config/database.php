<?php

return [
    'default' => 'pgsql',
    'migrations' => 'migrations',
    'connections' => [
        'pgsql' => [
            'driver' => 'pgsql',
            'charset' => 'utf8',
            'sslmode' => 'prefer',
            'application_name' => 'gigs',
            'options' => [
                // A process keeps its connection between requests: PDO checks that it is alive, and rolls back what a
                // request left open. Named prepared statements would outlive the request too, and with them plans of
                // before a migration.
                PDO::ATTR_PERSISTENT => true,
                PDO::PGSQL_ATTR_DISABLE_PREPARES => true,
                PDO::ATTR_TIMEOUT => 3,
            ],
        ],
        // For migrations, where the role of the application can't change the schema.
        'owner' => ['driver' => 'pgsql', 'charset' => 'utf8', 'sslmode' => 'prefer', 'application_name' => 'gigs', 'options' => [PDO::ATTR_TIMEOUT => 3]],
    ],
    'redis' => [
        'client' => 'phpredis',
        'options' => ['prefix' => 'gigs:'],
        'default' => ['persistent' => true, 'timeout' => 3, 'read_timeout' => 10],
        // For readiness, which has no patience; see App\Health\Readiness.
        'health' => ['timeout' => 1.5, 'read_timeout' => 1.5],
    ],
];
