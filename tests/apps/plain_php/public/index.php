<?php

declare(strict_types=1);

// First of all, so that an answer after a fatal error carries it too.
header('X-Release: '.getenv('GOLIVE_RELEASE'));
header('Cache-Control: no-store');

require __DIR__.'/../src/Storage.php';
require __DIR__.'/../src/health.php';
require __DIR__.'/../src/handlers.php';

const ROUTES = [
    '/' => ['GET', 'home'],
    '/health/live' => ['GET', 'live'],
    '/health/ready' => ['GET', 'ready'],
    '/metrics' => ['GET', 'metrics'],
    '/api/echo' => ['POST', 'echoBody'],
    '/slow' => ['GET', 'slow'],
];

$method = $_SERVER['REQUEST_METHOD'] === 'HEAD' ? 'GET' : $_SERVER['REQUEST_METHOD'];
// Not parse_url, to which `//x/metrics` is the path /metrics of a host x, and to nginx is not.
[$expected, $handler] = ROUTES[strtok($_SERVER['REQUEST_URI'], '?')] ?? [null, null];

try {
    if ($handler === null) {
        send(404, ['error' => 'not found']);
    } elseif ($method !== $expected) {
        header("Allow: $expected");
        send(405, ['error' => 'method not allowed']);
    } else {
        $handler();
    }
} catch (Throwable $e) {
    error_log((string) $e);
    send(500, ['error' => 'internal server error']);
}
