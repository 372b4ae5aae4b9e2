<?php

use Monolog\Formatter\JsonFormatter;
use Monolog\Handler\NullHandler;
use Monolog\Handler\StreamHandler;

return [
    'default' => 'stderr',
    'channels' => [
        'stderr' => [
            'driver' => 'monolog',
            'handler' => StreamHandler::class,
            'with' => ['stream' => 'php://stderr'],
            'formatter' => JsonFormatter::class,
            'formatter_with' => ['includeStacktraces' => true],
            'level' => 'info',
        ],
        'deprecations' => ['driver' => 'monolog', 'handler' => NullHandler::class],
        // Laravel's last resort when the above cannot be made; without this it would be a file.
        'emergency' => ['path' => 'php://stderr'],
    ],
];
