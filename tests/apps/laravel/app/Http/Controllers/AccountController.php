<?php

namespace App\Http\Controllers;

use App\Audit;
use App\Http\Middleware\StartSession;
use App\Models\User;
use App\Rules\Text;
use Illuminate\Database\QueryException;
use Illuminate\Http\JsonResponse;
use Illuminate\Http\Request;
use Illuminate\Support\Facades\Auth;
use Illuminate\Support\Facades\Hash;
use Illuminate\Support\Facades\Validator;
use Illuminate\Validation\ValidationException;
use Symfony\Component\HttpFoundation\Response;

class AccountController
{
    /** PostgreSQL's error code. */
    private const UNIQUE_VIOLATION = '23505';

    public function register(Request $request): JsonResponse
    {
        $data = Validator::make($request->json()->all(), [
            'email' => ['required', new Text, 'email', 'max:254'],
            'password' => ['required', 'string', 'min:8', 'max:200'],
            'name' => ['required', new Text, 'max:100'],
        ])->validate();
        try {
            $user = User::create([
                'email' => $data['email'],
                'password' => Hash::make($data['password']),
                'name' => $data['name'],
            ]);
        } catch (QueryException $e) {
            throw_if($e->getCode() !== self::UNIQUE_VIOLATION, $e);
            throw ValidationException::withMessages(['email' => 'The email has already been taken.']);
        }
        Auth::login($user);
        StartSession::begin($request->session());
        Audit::record('registered', $user->id);

        return new JsonResponse($user, 201);
    }

    public function login(Request $request): JsonResponse
    {
        $data = Validator::make($request->json()->all(), [
            'email' => ['required', new Text],
            'password' => ['required', 'string'],
        ])->validate();
        $account = fn ($users) => $users->whereRaw('lower(email) = lower(?)', [$data['email']]);
        if (! Auth::attempt([$account, 'password' => $data['password']])) {
            Audit::record('login.failed', mb_substr($data['email'], 0, 254));

            return new JsonResponse(['error' => 'wrong email or password'], 401);
        }
        // With a new id: Auth has changed it.
        StartSession::begin($request->session());
        Audit::record('login.succeeded', Auth::id());

        return new JsonResponse(Auth::user());
    }

    public function logout(Request $request): Response
    {
        if (Auth::check()) {
            Audit::record('logout', Auth::id());
            Auth::logout();
        }
        $request->session()->invalidate();

        return new Response('', 204);
    }

    public function me(): JsonResponse
    {
        return new JsonResponse(Auth::user());
    }
}
