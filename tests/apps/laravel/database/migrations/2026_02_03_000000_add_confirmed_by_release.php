<?php

use Illuminate\Database\Migrations\Migration;
use Illuminate\Database\Schema\Blueprint;
use Illuminate\Support\Facades\Schema;

return new class extends Migration
{
    /** Nullable, so that a release that does not know the column still inserts orders. */
    public function up(): void
    {
        Schema::table('orders', function (Blueprint $table): void {
            $table->string('confirmed_by_release', 100)->nullable();
        });
    }
};
