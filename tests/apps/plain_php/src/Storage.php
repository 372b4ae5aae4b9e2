<?php

declare(strict_types=1);

/** Below storage/, which outlives releases and which all processes of a host share. */
final class Storage
{
    private const ROOT = __DIR__.'/../storage';

    /** Adds to the number kept in the file $name and returns it; by 0 only reads. */
    public static function count(string $name, int $by): int
    {
        $file = @fopen(self::ROOT."/$name", 'c+');
        if ($file === false || ! flock($file, LOCK_EX)) {
            throw new RuntimeException("storage/$name cannot be written");
        }
        $number = (int) stream_get_contents($file) + $by;
        if ($by !== 0) {
            rewind($file);
            ftruncate($file, 0);
            fwrite($file, (string) $number);
        }
        fclose($file);

        return $number;
    }

    /** Writes a file and reads it back; milliseconds that it took. */
    public static function probe(): float
    {
        $start = hrtime(true);
        $path = self::ROOT.'/probe-'.bin2hex(random_bytes(8));
        $kept = @file_put_contents($path, $path) !== false && file_get_contents($path) === $path;
        if (! $kept || ! unlink($path)) {
            throw new RuntimeException('storage does not return what was written');
        }

        return round((hrtime(true) - $start) / 1e6, 2);
    }
}
