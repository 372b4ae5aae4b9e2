<?php

namespace App\Exceptions;

use Illuminate\Auth\AuthenticationException;
use Illuminate\Database\QueryException;
use Illuminate\Foundation\Exceptions\Handler as ExceptionHandler;
use Illuminate\Http\JsonResponse;
use Illuminate\Validation\ValidationException;
use Symfony\Component\HttpFoundation\Response;
use Symfony\Component\HttpKernel\Exception\HttpExceptionInterface;
use Throwable;

/** Every error is JSON; what went wrong inside goes to the log only. */
class Handler extends ExceptionHandler
{
    public function register(): void
    {
        // A QueryException's message quotes what was bound, password hashes included; what the database said is enough.
        $this->map(QueryException::class, fn (QueryException $e) => $e->getPrevious() ?? $e);
    }

    public function render($request, Throwable $e): Response
    {
        $e = $this->prepareException($this->mapException($e));
        if ($e instanceof ValidationException) {
            return new JsonResponse(['error' => 'validation failed', 'fields' => array_map('current', $e->errors())], 422);
        }
        if ($e instanceof AuthenticationException) {
            return new JsonResponse(['error' => 'not logged in'], 401);
        }
        if (! $e instanceof HttpExceptionInterface) {
            return new JsonResponse(['error' => 'internal server error'], 500);
        }
        $status = $e->getStatusCode();
        $own = $e->getPrevious() === null && $e->getMessage() !== '' && ! in_array($status, [404, 405], true);
        $error = $own ? $e->getMessage() : strtolower(Response::$statusTexts[$status] ?? 'error');

        return new JsonResponse(['error' => $error], $status, $e->getHeaders());
    }
}
