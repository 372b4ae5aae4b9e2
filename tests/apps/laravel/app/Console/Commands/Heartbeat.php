<?php

namespace App\Console\Commands;

use App\Models\Gig;
use Illuminate\Console\Command;
use Illuminate\Support\Facades\DB;

class Heartbeat extends Command
{
    protected $signature = 'app:heartbeat';

    protected $description = 'Close gigs that are too old, and record that, where and when this ran';

    public function handle(): int
    {
        $closed = DB::transaction(function (): int {
            $closed = Gig::where('status', 'open')
                ->where('created_at', '<', now()->subDays(config('app.close_gigs_after_days')))
                ->update(['status' => 'closed']);
            DB::table('heartbeats')->insert([
                'host' => gethostname(),
                'release' => config('app.release'),
                'closed_gigs' => $closed,
                'ran_at' => now(),
            ]);
            DB::table('heartbeats')->where('ran_at', '<', now()->subWeek())->delete();

            return $closed;
        });
        $this->line("closed $closed gigs");

        return self::SUCCESS;
    }
}
