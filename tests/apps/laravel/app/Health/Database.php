<?php

namespace App\Health;

use RuntimeException;

/** Asks PostgreSQL with the application's credentials, on a connection that never blocks: PDO waits for a database that hangs for as long as it does. */
final class Database
{
    /** Throws when `select 1` has no answer after $seconds. */
    public static function ask(string $url, float $seconds): void
    {
        $end = hrtime(true) + (int) ($seconds * 1e9);
        $connection = @pg_connect($url, PGSQL_CONNECT_ASYNC | PGSQL_CONNECT_FORCE_NEW);
        if ($connection === false) {
            throw new RuntimeException('the database takes no connection');
        }
        try {
            $state = PGSQL_POLLING_WRITING;
            while ($state !== PGSQL_POLLING_OK) {
                self::await($connection, $state === PGSQL_POLLING_WRITING, $end);
                $state = @pg_connect_poll($connection);
                if ($state === PGSQL_POLLING_FAILED) {
                    throw new RuntimeException('the database takes no connection');
                }
            }
            pg_send_query($connection, 'select 1');
            while (pg_connection_busy($connection)) {
                self::await($connection, false, $end);
            }
            $result = pg_get_result($connection);
            if ($result === false || pg_result_status($result) !== PGSQL_TUPLES_OK) {
                throw new RuntimeException('the database does not answer a query');
            }
        } finally {
            pg_close($connection);
        }
    }

    private static function await(\PgSql\Connection $connection, bool $toWrite, int $end): void
    {
        $read = $toWrite ? [] : [pg_socket($connection)];
        $write = $toWrite ? [pg_socket($connection)] : [];
        $none = [];
        $left = intdiv($end - hrtime(true), 1000);
        if ($left <= 0 || stream_select($read, $write, $none, intdiv($left, 1_000_000), $left % 1_000_000) === 0) {
            throw new TooLate('the database does not answer in time');
        }
    }
}
