<?php

namespace App\Metrics;

/**
 * How many requests there were, with which status and how long they took, over all processes of a slot: they share a file beside their
 * socket, in memory. What another release left there counts for nothing.
 */
final class Counters
{
    /** Seconds; what takes longer is only in +Inf. */
    public const BUCKETS = ['0.01', '0.025', '0.05', '0.1', '0.25', '0.5', '1', '2.5', '5', '10', '+Inf'];

    private const NONE = ['status' => ['1xx' => 0, '2xx' => 0, '3xx' => 0, '4xx' => 0, '5xx' => 0], 'within' => [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], 'seconds' => 0.0];

    public static function add(int $status, float $seconds): void
    {
        self::locked(LOCK_EX, function ($file) use ($status, $seconds): void {
            $numbers = self::read($file);
            $numbers['status'][intdiv($status, 100).'xx']++;
            foreach (self::BUCKETS as $index => $limit) {
                $numbers['within'][$index] += $limit === '+Inf' || $seconds <= (float) $limit ? 1 : 0;
            }
            $numbers['seconds'] += $seconds;
            rewind($file);
            ftruncate($file, 0);
            fwrite($file, json_encode(['release' => config('app.release')] + $numbers));
        });
    }

    /** @return array{status: array<string, int>, within: list<int>, seconds: float} by class of status, and by BUCKETS */
    public static function totals(): array
    {
        return self::locked(LOCK_SH, self::read(...));
    }

    private static function read($file): array
    {
        $numbers = json_decode((string) stream_get_contents($file), true);

        return ($numbers['release'] ?? null) === config('app.release') ? $numbers : self::NONE;
    }

    private static function locked(int $lock, callable $work): mixed
    {
        $beside = getenv('GOLIVE_SOCKET') ?: sys_get_temp_dir().'/gigs-laravel-'.posix_geteuid();
        $file = fopen("$beside.counters", 'c+');
        try {
            flock($file, $lock);

            return $work($file);
        } finally {
            fclose($file);
        }
    }
}
