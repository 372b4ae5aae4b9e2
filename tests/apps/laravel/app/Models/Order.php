<?php

namespace App\Models;

use Illuminate\Database\Eloquent\Model;
use Illuminate\Database\Eloquent\Relations\BelongsTo;

class Order extends Model
{
    protected $fillable = ['buyer_id', 'status', 'confirmed_by_release'];

    protected $attributes = ['confirmed_by_release' => null];

    protected $visible = ['id', 'gig_id', 'status', 'confirmed_by_release'];

    public function gig(): BelongsTo
    {
        return $this->belongsTo(Gig::class);
    }
}
