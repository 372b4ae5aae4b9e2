<?php

namespace App\Http\Middleware;

use Illuminate\Contracts\Session\Session;
use Illuminate\Http\Request;
use Illuminate\Session\Middleware\StartSession as Middleware;
use Illuminate\Support\Facades\Cache;
use Symfony\Component\HttpFoundation\Cookie;
use Symfony\Component\HttpFoundation\Response;

/**
 * A session is somebody's who logged in, and has an end. Nobody else has one, so an id that a client brings is taken only where a login has
 * made it.
 */
class StartSession extends Middleware
{
    private const SECONDS = 12 * 3600;

    /** The id of the session that the client brought. */
    private string $brought;

    /** Makes the session last, from now on. */
    public static function begin(Session $session): void
    {
        $session->put('ends', time() + self::SECONDS);
    }

    protected function startSession(Request $request, $session): Session
    {
        parent::startSession($request, $session);
        if ($session->get('ends', 0) <= time()) {
            $session->invalidate();
        }
        $this->brought = $session->getId();

        return $session;
    }

    /** One that goes on isn't written anew: what ends it meanwhile, in another request, would be undone. */
    protected function saveSession($request): void
    {
        $session = $request->session();
        if ($session->has('ends') && $session->getId() !== $this->brought) {
            $session->save();
        } elseif ($session->has('ends')) {
            $store = Cache::store('redis')->getStore();
            $seconds = min($session->get('ends') - time(), $this->getSessionLifetimeInSeconds());
            $store->connection()->expire($store->getPrefix().$session->getId(), $seconds);
        }
    }

    protected function addCookieToResponse(Response $response, Session $session): void
    {
        $config = $this->manager->getSessionConfig();
        $cookie = Cookie::create($session->getName(), $session->getId(), $session->get('ends', 1), $config['path'], $config['domain'], $config['secure'], $config['http_only'], false, $config['same_site']);
        if (! $session->has('ends') && request()->hasCookie($session->getName())) {
            $response->headers->setCookie($cookie->withValue(null));
        } elseif ($session->has('ends') && $session->getId() !== $this->brought) {
            $response->headers->setCookie($cookie);
        }
    }
}
