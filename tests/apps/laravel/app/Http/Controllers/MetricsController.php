<?php

namespace App\Http\Controllers;

use App\Metrics\Counters;
use Illuminate\Http\Response;
use Illuminate\Support\Facades\DB;
use Illuminate\Support\Facades\Queue;

class MetricsController
{
    public function __invoke(): Response
    {
        $info = $this->labels(['release' => config('app.release'), 'version' => config('app.version')]);
        $lines = $this->requests().$this->business().$this->metric('gigs_app_info', 'gauge', 'The release that answers', [$info => 1]);

        return new Response($lines, 200, ['Content-Type' => 'text/plain; version=0.0.4; charset=utf-8', 'Cache-Control' => 'no-store']);
    }

    /** Those of this host, by the release that answered: after a rollback its numbers go on where they were. */
    private function requests(): string
    {
        $totals = Counters::totals();
        $release = ['release' => config('app.release')];
        $requests = $histogram = [];
        foreach ($totals['status'] as $status => $count) {
            $requests[$this->labels($release + ['status' => $status])] = $count;
        }
        foreach ($totals['within'] as $index => $count) {
            $histogram['_bucket'.$this->labels($release + ['le' => Counters::BUCKETS[$index]])] = $count;
        }
        $histogram['_sum'.$this->labels($release)] = $totals['seconds'];
        $histogram['_count'.$this->labels($release)] = end($totals['within']);

        return $this->metric('http_requests_total', 'counter', 'Requests answered, by class of status', $requests)
            .$this->metric('http_request_duration_seconds', 'histogram', 'How long answers took', $histogram);
    }

    /** What the database and the queue hold: the same on every host. */
    private function business(): string
    {
        $counts = DB::selectOne('select (select count(*) from gigs) as gigs, (select count(*) from orders) as orders,'
            .' (select count(*) from users) as users');

        return $this->metric('gigs_gigs_total', 'gauge', 'Gigs ever listed', ['' => $counts->gigs])
            .$this->metric('gigs_orders_total', 'gauge', 'Orders ever placed', ['' => $counts->orders])
            .$this->metric('gigs_users_total', 'gauge', 'Accounts', ['' => $counts->users])
            .$this->metric('gigs_queue_depth', 'gauge', 'Jobs waiting, delayed or reserved', ['' => Queue::size()]);
    }

    /** The lines of one metric; a sample is what follows the metric's name, and the value. */
    private function metric(string $name, string $type, string $help, array $samples): string
    {
        $lines = "# HELP $name $help\n# TYPE $name $type\n";
        foreach ($samples as $suffix => $value) {
            $lines .= "$name$suffix $value\n";
        }

        return $lines;
    }

    private function labels(array $values): string
    {
        $escaped = array_map(fn (string $name, string $value) => $name.'="'.addcslashes($value, "\\\"\n").'"', array_keys($values), $values);

        return '{'.implode(',', $escaped).'}';
    }
}
