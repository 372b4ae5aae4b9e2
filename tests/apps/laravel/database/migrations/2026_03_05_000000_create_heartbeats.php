<?php

use Illuminate\Database\Migrations\Migration;
use Illuminate\Database\Schema\Blueprint;
use Illuminate\Support\Facades\Schema;

return new class extends Migration
{
    public function up(): void
    {
        Schema::create('heartbeats', function (Blueprint $table): void {
            $table->id();
            $table->string('host');
            $table->string('release', 100);
            $table->unsignedInteger('closed_gigs');
            $table->timestampTz('ran_at')->index();
        });
    }
};
