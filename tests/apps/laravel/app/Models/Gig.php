<?php

namespace App\Models;

use Illuminate\Database\Eloquent\Builder;
use Illuminate\Database\Eloquent\Casts\Attribute;
use Illuminate\Database\Eloquent\Model;
use Illuminate\Database\Eloquent\Relations\HasMany;

class Gig extends Model
{
    protected $fillable = ['title', 'description', 'price_cents', 'status', 'image_path'];

    protected $visible = ['id', 'title', 'description', 'price_cents', 'seller_id', 'image'];

    protected $appends = ['image'];

    protected $casts = ['price_cents' => 'integer', 'seller_id' => 'integer'];

    public function orders(): HasMany
    {
        return $this->hasMany(Order::class);
    }

    public function scopeMatching(Builder $builder, string $words): void
    {
        if ($words !== '') {
            $pattern = '%'.addcslashes($words, '%_\\').'%';
            $builder->where(fn ($either) => $either->where('title', 'ilike', $pattern)->orWhere('description', 'ilike', $pattern));
        }
    }

    protected function image(): Attribute
    {
        return Attribute::get(fn () => $this->image_path === null ? null : "/api/gigs/{$this->id}/image");
    }
}
