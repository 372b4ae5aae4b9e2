<?php

namespace App\Http\Controllers;

use App\Models\Gig;
use App\Rules\JsonInteger;
use App\Rules\Text;
use Illuminate\Http\JsonResponse;
use Illuminate\Http\Request;
use Illuminate\Support\Facades\Validator;

class GigController
{
    public function index(Request $request): JsonResponse
    {
        $data = Validator::make($request->query(), [
            'query' => ['nullable', new Text, 'max:100'],
            'page' => ['nullable', 'integer', 'between:1,100000'],
            'per_page' => ['nullable', 'integer', 'between:1,100'],
        ])->validate();
        $page = (int) ($data['page'] ?? 1);
        $found = Gig::where('status', 'open')->matching($data['query'] ?? '')->orderByDesc('id')
            ->paginate((int) ($data['per_page'] ?? 20), ['*'], 'page', $page);

        return new JsonResponse(['items' => $found->items(), 'total' => $found->total(), 'page' => $page]);
    }

    public function show(Gig $gig): JsonResponse
    {
        return new JsonResponse($gig);
    }

    public function store(Request $request): JsonResponse
    {
        $data = Validator::make($request->json()->all(), [
            'title' => ['required', new Text, 'max:120'],
            'description' => ['required', new Text, 'max:5000'],
            'price_cents' => ['required', new JsonInteger, 'numeric', 'between:1,100000000'],
        ])->validate();

        return new JsonResponse($request->user()->gigs()->create($data)->refresh(), 201);
    }
}
