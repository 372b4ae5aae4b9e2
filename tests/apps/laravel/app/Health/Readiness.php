<?php

namespace App\Health;

use Closure;
use Illuminate\Support\Facades\DB;
use Illuminate\Support\Facades\Log;
use Illuminate\Support\Facades\Queue;
use Illuminate\Support\Facades\Redis;
use Illuminate\Support\Facades\Storage;
use Illuminate\Support\Str;
use RuntimeException;
use Throwable;

/** The checks of /health/ready, in the shape of application/health+json. */
class Readiness
{
    /** Jobs waiting from which the queue is reported as `warn`: the workers do not keep up. */
    private const QUEUE_WARN = 1000;

    /** @return array<string, list<array<string, mixed>>> */
    public function checks(): array
    {
        return [
            'database:connection' => [$this->check('datastore', 'ms', $this->milliseconds(fn () => DB::select('select 1')))],
            'cache:connection' => [$this->check('datastore', 'ms', $this->milliseconds(fn () => Redis::ping()))],
            'storage:writable' => [$this->check('system', 'ms', $this->milliseconds($this->writeAndRead(...)))],
            'queue:depth' => [$this->check('component', 'jobs', fn () => Queue::size(), self::QUEUE_WARN)],
        ];
    }

    private function check(string $type, string $unit, Closure $measure, float $warn = INF): array
    {
        $result = ['componentType' => $type, 'time' => gmdate('Y-m-d\TH:i:s\Z')];
        try {
            $value = $measure();
        } catch (Throwable $e) {
            // Only the kind of failure goes out: messages hold addresses and account names.
            Log::error($e->getMessage(), ['exception' => $e]);

            return $result + ['status' => 'fail', 'output' => class_basename($e)];
        }

        return $result + ['status' => $value >= $warn ? 'warn' : 'pass', 'observedValue' => $value, 'observedUnit' => $unit];
    }

    private function milliseconds(Closure $work): Closure
    {
        return function () use ($work): float {
            $start = hrtime(true);
            $work();

            return round((hrtime(true) - $start) / 1e6, 2);
        };
    }

    private function writeAndRead(): void
    {
        $disk = Storage::disk('local');
        $path = 'health/'.Str::random(16);
        $disk->put($path, $path);
        $read = $disk->get($path);
        $disk->delete($path);
        if ($read !== $path) {
            throw new RuntimeException('storage did not return what was written');
        }
    }
}
