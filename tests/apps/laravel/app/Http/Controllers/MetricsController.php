<?php

namespace App\Http\Controllers;

use Illuminate\Http\Response;
use Illuminate\Support\Facades\DB;
use Illuminate\Support\Facades\Queue;

class MetricsController
{
    public function __invoke(): Response
    {
        $counts = DB::selectOne('select (select count(*) from gigs) as gigs, (select count(*) from orders) as orders,'
            .' (select count(*) from users) as users');
        $info = sprintf('{release="%s",version="%s"}', self::escape(config('app.release')), self::escape(config('app.version')));
        $samples = [
            ['gigs_gigs_total', 'Gigs ever listed', '', $counts->gigs],
            ['gigs_orders_total', 'Orders ever placed', '', $counts->orders],
            ['gigs_users_total', 'Accounts', '', $counts->users],
            ['gigs_queue_depth', 'Jobs waiting, delayed or reserved', '', Queue::size()],
            ['gigs_app_info', 'The release that answers', $info, 1],
        ];
        $lines = '';
        foreach ($samples as [$name, $help, $labels, $value]) {
            $lines .= "# HELP $name $help\n# TYPE $name gauge\n$name$labels $value\n";
        }

        return new Response($lines, 200, ['Content-Type' => 'text/plain; version=0.0.4; charset=utf-8', 'Cache-Control' => 'no-store']);
    }

    private static function escape(string $value): string
    {
        return addcslashes($value, "\\\"\n");
    }
}
