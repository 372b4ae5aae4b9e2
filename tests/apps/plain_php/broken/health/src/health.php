<?php

declare(strict_types=1);

function live(): void
{
    send(200, ['status' => 'pass']);
}

function ready(): void
{
    throw new RuntimeException('this release is broken on purpose');
}
