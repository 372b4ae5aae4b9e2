<?php

namespace App\Health;

use Closure;
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
    /** The longest that the database, Redis (config/database.php), and all services together may take, one after the other. */
    public const SECONDS = 1.5;

    /** Jobs waiting from which the queue is reported as `warn`: the workers do not keep up. */
    private const QUEUE_WARN = 1000;

    /** @return array<string, list<array<string, mixed>>> */
    public function checks(): array
    {
        $cache = $this->check('datastore', 'ms', $this->milliseconds(fn () => Redis::connection('health')->ping()));
        // What hangs is not waited for twice.
        $queue = $cache['status'] === 'fail'
            ? ['componentType' => 'component'] + $cache
            : $this->check('component', 'jobs', fn () => Queue::connection('health')->size(), self::QUEUE_WARN);
        $checks = [
            'database:connection' => $this->check('datastore', 'ms', $this->milliseconds(fn () => Database::ask(config('health.database'), self::SECONDS))),
            'cache:connection' => $cache,
            'storage:writable' => $this->check('system', 'ms', $this->milliseconds($this->writeAndRead(...))),
            'queue:depth' => $queue,
        ];
        foreach ($this->services() as $name => $result) {
            $checks["$name:connection"] = $result;
        }

        return array_map(fn (array $result) => [$result], $checks);
    }

    /** What the application gets by without is a `warn` when it fails. */
    private function services(): array
    {
        $required = Services::named(config('health.required_services'));
        $results = [];
        foreach (Services::ask($required + Services::named(config('health.optional_services')), self::SECONDS) as $name => $answer) {
            $results[$name] = $this->result('component') + ($answer['output'] === null
                ? ['status' => 'pass', 'observedValue' => $answer['milliseconds'], 'observedUnit' => 'ms']
                : ['status' => isset($required[$name]) ? 'fail' : 'warn', 'output' => $answer['output']]);
        }

        return $results;
    }

    private function result(string $type): array
    {
        return ['componentType' => $type, 'time' => gmdate('Y-m-d\TH:i:s\Z')];
    }

    private function check(string $type, string $unit, Closure $measure, float $warn = INF): array
    {
        try {
            $value = $measure();
        } catch (Throwable $e) {
            // Only the kind of failure goes out: messages hold addresses and account names.
            Log::error($e->getMessage(), ['exception' => $e]);

            return $this->result($type) + ['status' => 'fail', 'output' => class_basename($e)];
        }
        $verdict = $value >= $warn ? ['status' => 'warn', 'output' => 'more than the workers keep up with'] : ['status' => 'pass'];

        return $this->result($type) + $verdict + ['observedValue' => $value, 'observedUnit' => $unit];
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
