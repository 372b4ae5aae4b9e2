<?php

namespace App\Http;

use App\Http\Middleware\CountRequests;
use App\Http\Middleware\RecordRefusals;
use App\Http\Middleware\RefuseOtherSites;
use App\Http\Middleware\RequireJson;
use App\Http\Middleware\StartSession;
use Illuminate\Auth\Middleware\Authenticate;
use Illuminate\Cookie\Middleware\EncryptCookies;
use Illuminate\Foundation\Http\Kernel as HttpKernel;
use Illuminate\Foundation\Http\Middleware\ValidatePostSize;
use Illuminate\Routing\Middleware\SubstituteBindings;

class Kernel extends HttpKernel
{
    protected $middleware = [
        CountRequests::class,
        RecordRefusals::class,
        RefuseOtherSites::class,
        ValidatePostSize::class,
    ];

    // A visitor who only reads gets no session, or every anonymous GET would leave one in Redis.
    protected $middlewareGroups = [
        'open' => [SubstituteBindings::class],
        'session' => [...self::SESSION, RequireJson::class],
        'member' => [...self::SESSION, Authenticate::class, SubstituteBindings::class, RequireJson::class],
    ];

    private const SESSION = [EncryptCookies::class, StartSession::class];
}
