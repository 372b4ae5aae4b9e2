<?php

declare(strict_types=1);

const LONGEST_MS = 60_000;

function send(int $status, array $body, string $type = 'application/json'): void
{
    http_response_code($status);
    header("Content-Type: $type");
    echo json_encode($body, JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE | JSON_INVALID_UTF8_SUBSTITUTE);
}

function version(): string
{
    return trim((string) file_get_contents(__DIR__.'/../VERSION'));
}

function home(): void
{
    header('Content-Type: text/html; charset=utf-8');
    printf('<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Plain</title></head><body><h1>Plain</h1>'
        .'<p>Version <strong id="version">%s</strong>, release <code id="release">%s</code></p></body></html>',
        htmlspecialchars(version()), htmlspecialchars((string) getenv('GOLIVE_RELEASE')));
}

function metrics(): void
{
    header('Content-Type: text/plain; version=0.0.4; charset=utf-8');
    printf("# HELP plain_echoes_total Bodies echoed on this host\n# TYPE plain_echoes_total counter\nplain_echoes_total %d\n"
        ."# HELP plain_app_info The release that answers\n# TYPE plain_app_info gauge\nplain_app_info{release=\"%s\",version=\"%s\"} 1\n",
        Storage::count('echoes', 0), addcslashes((string) getenv('GOLIVE_RELEASE'), "\\\"\n"), addcslashes(version(), "\\\"\n"));
}

function echoBody(): void
{
    if (! preg_match('~^application/json\s*(;|$)~i', $_SERVER['CONTENT_TYPE'] ?? '')) {
        send(415, ['error' => 'send application/json']);

        return;
    }
    $body = json_decode((string) file_get_contents('php://input'));
    if (! $body instanceof stdClass) {
        send(400, ['error' => 'not a JSON object']);

        return;
    }
    Storage::count('echoes', 1);
    send(200, ['echo' => $body, 'release' => (string) getenv('GOLIVE_RELEASE')]);
}

/** Stands for a long request: what a flip and a stop of the old slot must let finish. */
function slow(): void
{
    $milliseconds = filter_var($_GET['ms'] ?? 0, FILTER_VALIDATE_INT, ['options' => ['min_range' => 0, 'max_range' => LONGEST_MS]]);
    if ($milliseconds === false) {
        send(422, ['error' => 'validation failed', 'fields' => ['ms' => 'a number from 0 to '.LONGEST_MS]]);

        return;
    }
    usleep($milliseconds * 1000);
    send(200, ['slept_ms' => $milliseconds, 'release' => (string) getenv('GOLIVE_RELEASE')]);
}
