<?php

namespace App\Providers;

use App\View\BuiltBladeCompiler;
use Illuminate\Support\Facades\Route;
use Illuminate\Support\ServiceProvider;

class AppServiceProvider extends ServiceProvider
{
    public function register(): void
    {
        $this->app->singleton('blade.compiler', fn ($app) => new BuiltBladeCompiler($app['files'], $app['config']['view.compiled']));
    }

    public function boot(): void
    {
        $secure = $this->app['request']->isSecure();
        // Of a cookie with this prefix a browser takes care that nobody but this very host has set it, over HTTPS (RFC 6265bis).
        config(['session.secure' => $secure, 'session.cookie' => $secure ? '__Host-gigs_session' : 'gigs_session']);
        if ($this->app->routesAreCached()) {
            $this->app->booted(fn () => require $this->app->getCachedRoutesPath());

            return;
        }
        Route::group([], base_path('routes/web.php'));
        Route::prefix('api')->group(base_path('routes/api.php'));
        $this->app->booted(function (): void {
            $this->app['router']->getRoutes()->refreshNameLookups();
            $this->app['router']->getRoutes()->refreshActionLookups();
        });
    }
}
