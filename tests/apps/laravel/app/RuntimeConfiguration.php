<?php

namespace App;

use Illuminate\Contracts\Foundation\Application;

/**
 * The part of the configuration that must not be cached: secrets, which a cache file would show to every account
 * of the host, and absolute paths, which would tie the caches to the directory that they were built in.
 */
final class RuntimeConfiguration
{
    /** Set while the configuration cache is written. */
    public static bool $building = false;

    public static function apply(Application $app): void
    {
        if (self::$building) {
            return;
        }
        $app['config']->set([
            'app.key' => env('APP_KEY'),
            'app.release' => env('GOLIVE_RELEASE', ''),
            'database.connections.pgsql.url' => env('DATABASE_URL'),
            'database.connections.owner.url' => env('MIGRATION_DATABASE_URL') ?: env('DATABASE_URL'),
            ...self::redis('database.redis.default', env('REDIS_URL')),
            ...self::redis('database.redis.health', env('REDIS_URL')),
            'health.database' => env('DATABASE_URL'),
            'health.required_services' => env('REQUIRED_SERVICES') ?? '',
            'health.optional_services' => env('OPTIONAL_SERVICES') ?? '',
            'filesystems.disks.local.root' => $app->storagePath('app'),
            'view.paths' => [$app->resourcePath('views')],
            'view.compiled' => $app->bootstrapPath('cache/views'),
        ]);
    }

    /** What an address says. Laravel 6 knows no user of Redis by name, but hands on what it has for a password. */
    private static function redis(string $connection, string $url): array
    {
        ['scheme' => $scheme, 'host' => $host] = $parts = parse_url($url);
        $password = rawurldecode($parts['pass'] ?? '');

        return [
            "$connection.scheme" => $scheme === 'rediss' ? 'tls' : 'tcp',
            "$connection.host" => $host,
            "$connection.port" => $parts['port'] ?? 6379,
            "$connection.database" => ltrim($parts['path'] ?? '', '/') ?: 0,
            "$connection.password" => ($parts['user'] ?? '') === '' ? $password : [$parts['user'], $password],
        ];
    }
}
