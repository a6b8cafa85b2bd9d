// Nest is ESM and some of its peers are CommonJS: evaluating Nest first keeps jest from meeting it half-way through a require() cycle.
import 'reflect-metadata';
import '@nestjs/common';
import '@nestjs/core';
