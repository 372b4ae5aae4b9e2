<?php

return [
    'driver' => 'redis',
    'connection' => 'default',
    'store' => 'redis',
    'lifetime' => 120,
    'expire_on_close' => false,
    'encrypt' => false,
    'lottery' => [0, 100],
    // The provider sets these two for each request.
    'cookie' => 'gigs_session',
    'secure' => false,
    'path' => '/',
    'domain' => null,
    'http_only' => true,
    'same_site' => 'lax',
];
