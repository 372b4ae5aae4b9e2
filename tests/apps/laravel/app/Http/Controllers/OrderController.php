<?php

namespace App\Http\Controllers;

use App\Jobs\ConfirmOrder;
use App\Models\Gig;
use App\Models\Order;
use Illuminate\Http\JsonResponse;
use Illuminate\Http\Request;

class OrderController
{
    public function store(Request $request, Gig $gig): JsonResponse
    {
        abort_if($gig->status !== 'open', 409, 'this gig is closed');
        $order = $gig->orders()->create(['buyer_id' => $request->user()->id, 'status' => 'pending']);
        ConfirmOrder::dispatch($order->id);

        return new JsonResponse($order->only('id', 'status'), 201);
    }

    public function show(Request $request, Order $order): JsonResponse
    {
        $parties = [$order->buyer_id, $order->gig->seller_id];
        abort_unless(in_array($request->user()->id, $parties, true), 403, 'neither your order nor your gig');

        return new JsonResponse($order);
    }
}
