<?php

namespace App\Console\Commands;

use Illuminate\Console\Command;
use Illuminate\Database\Migrations\Migrator;

class Pending extends Command
{
    public const EXIT_PENDING = 3;

    protected $signature = 'app:pending';

    protected $description = 'Name the migrations that have not run: exit code 0 if there are none, 3 if there are';

    public function handle(): int
    {
        /** @var Migrator $migrator */
        $migrator = $this->laravel->make('migrator');
        $known = array_keys($migrator->getMigrationFiles(database_path('migrations')));
        $ran = $migrator->repositoryExists() ? $migrator->getRepository()->getRan() : [];
        $pending = array_diff($known, $ran);
        foreach ($pending as $name) {
            $this->line($name);
        }

        return $pending === [] ? self::SUCCESS : self::EXIT_PENDING;
    }
}
