<?php

use Illuminate\Database\Migrations\Migration;
use Illuminate\Database\Schema\Blueprint;
use Illuminate\Support\Facades\DB;
use Illuminate\Support\Facades\Schema;

return new class extends Migration
{
    public function up(): void
    {
        Schema::create('users', function (Blueprint $table): void {
            $table->id();
            $table->string('email', 254);
            $table->string('password');
            $table->string('name', 100);
            $table->timestampsTz();
        });
        // The index, not a check before the insert, is what two registrations at once cannot pass.
        DB::statement('create unique index users_email_unique on users (lower(email))');
        Schema::create('gigs', function (Blueprint $table): void {
            $table->id();
            $table->foreignId('seller_id')->constrained('users');
            $table->string('title', 200);
            $table->text('description');
            $table->unsignedInteger('price_cents');
            $table->string('status', 20)->default('open');
            $table->string('image_path')->nullable();
            $table->timestampsTz();
            $table->index(['status', 'created_at']);
        });
        Schema::create('orders', function (Blueprint $table): void {
            $table->id();
            $table->foreignId('gig_id')->constrained()->index();
            $table->foreignId('buyer_id')->constrained('users');
            $table->string('status', 20);
            $table->timestampsTz();
        });
        Schema::create('failed_jobs', function (Blueprint $table): void {
            $table->id();
            $table->string('uuid')->unique();
            $table->text('connection');
            $table->text('queue');
            $table->longText('payload');
            $table->longText('exception');
            $table->timestampTz('failed_at')->useCurrent();
        });
    }
};
