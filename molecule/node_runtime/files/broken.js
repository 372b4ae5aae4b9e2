// A release that never gets as far as listening.
require('node:http').createServer((request, response) => {
