<?php

namespace App\Console;

use Illuminate\Foundation\Console\Kernel as ConsoleKernel;

class Kernel extends ConsoleKernel
{
    protected $commands = [
        Commands\Build::class,
        Commands\Heartbeat::class,
        Commands\Pending::class,
    ];
}
