<?php

use App\Http\Controllers\AccountController;
use App\Http\Controllers\GigController;
use App\Http\Controllers\GigImageController;
use App\Http\Controllers\OrderController;
use Illuminate\Support\Facades\Route;

Route::pattern('gig', '[0-9]{1,18}');
Route::pattern('order', '[0-9]{1,18}');

Route::middleware('open')->group(function (): void {
    Route::get('/gigs', [GigController::class, 'index']);
    Route::get('/gigs/{gig}', [GigController::class, 'show']);
    Route::get('/gigs/{gig}/image', [GigImageController::class, 'show']);
});

Route::middleware('session')->group(function (): void {
    Route::post('/register', [AccountController::class, 'register']);
    Route::post('/login', [AccountController::class, 'login']);
    Route::post('/logout', [AccountController::class, 'logout'])->name('logout');
});

Route::middleware('member')->group(function (): void {
    Route::get('/me', [AccountController::class, 'me']);
    Route::post('/gigs', [GigController::class, 'store']);
    Route::post('/gigs/{gig}/image', [GigImageController::class, 'store'])->name('upload');
    Route::post('/gigs/{gig}/orders', [OrderController::class, 'store'])->name('order');
    Route::get('/orders/{order}', [OrderController::class, 'show']);
});
