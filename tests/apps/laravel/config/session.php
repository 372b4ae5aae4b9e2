<?php

return [
    'driver' => 'redis',
    'connection' => 'default',
    'store' => 'redis',
    'lifetime' => 120,
    'expire_on_close' => false,
    'encrypt' => false,
    'lottery' => [0, 100],
    'cookie' => 'gigs_session',
    'path' => '/',
    'domain' => null,
    // The provider sets it for each request: true over HTTPS.
    'secure' => false,
    'http_only' => true,
    'same_site' => 'lax',
];
