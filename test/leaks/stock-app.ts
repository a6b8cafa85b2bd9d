import 'reflect-metadata';
import type { AddressInfo } from 'node:net';
import { Body, Controller, Module, Post, ValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { Args, Field, GraphQLModule, InputType, Int, ObjectType, Query, Resolver } from '@nestjs/graphql';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { IsString } from 'class-validator';

/**
 * The same doors as a tutorial would build them: the positive control of the harness. Node runs this file as it is, and Node knows no
 * decorators: they are called.
 */

class StockBody {
  declare readonly pan: string;
}
IsString()(StockBody.prototype, 'pan');

class StockController {
  validate(body: StockBody): { readonly ok: boolean } {
    return { ok: body.pan.length > 0 };
  }
}
handler(StockController, 'validate', [StockBody], Post('validate'), [Body()]);
Controller('v1/cards')(StockController);

class StockReport {
  declare readonly status: string;
}
Field(() => String)(StockReport.prototype, 'status');
ObjectType('StockReport')(StockReport);

class StockBrand {
  declare readonly id: string;
}
Field(() => String)(StockBrand.prototype, 'id');
ObjectType('StockBrand')(StockBrand);

class StockInput {
  declare readonly pan: string;
}
Field(() => String)(StockInput.prototype, 'pan');
IsString()(StockInput.prototype, 'pan');
InputType('CardInput')(StockInput);

class StockResolver {
  validateCard(): StockReport {
    return { status: 'valid' };
  }

  validateCards(): StockReport[] {
    return [];
  }

  brands(): StockBrand[] {
    return [];
  }

  brand(): StockBrand {
    throw new Error('No brand has that id.');
  }
}
const text = { type: () => String };
handler(
  StockResolver,
  'validateCard',
  [String, Number, String],
  Query(() => StockReport),
  [Args('pan', text), Args('length', { type: () => Int, nullable: true }), Args('cvv', { ...text, nullable: true })],
);
handler(
  StockResolver,
  'validateCards',
  [Array],
  Query(() => [StockReport]),
  [Args('cards', { type: () => [StockInput] })],
);
handler(
  StockResolver,
  'brands',
  [],
  Query(() => [StockBrand]),
  [],
);
handler(
  StockResolver,
  'brand',
  [String],
  Query(() => StockBrand),
  [Args('id', text)],
);
Resolver()(StockResolver);

class StockModule {
  readonly isStock = true;
}
Module({
  imports: [
    GraphQLModule.forRoot<ApolloDriverConfig>({ driver: ApolloDriver, autoSchemaFile: true, include: [StockModule] }),
  ],
  controllers: [StockController],
  providers: [StockResolver],
})(StockModule);

/** What TypeScript and its decorators would have written for a method. */
function handler(
  type: { readonly prototype: object },
  name: string,
  parameterTypes: readonly unknown[],
  ...[method, parameters]: readonly [MethodDecorator, readonly ParameterDecorator[]]
): void {
  const { prototype } = type;
  Reflect.defineMetadata('design:paramtypes', parameterTypes, prototype, name);
  parameters.forEach((decorate, index) => decorate(prototype, name, index));
  method(prototype, name, Object.getOwnPropertyDescriptor(prototype, name) ?? {});
}

/** @returns The application, listening, and its port. Without a level it logs nothing. */
export async function startStockApp({
  port = 0,
  logLevel,
}: { readonly port?: number; readonly logLevel?: string } = {}): Promise<{
  readonly app: NestFastifyApplication;
  readonly port: number;
}> {
  const adapter = new FastifyAdapter(logLevel === undefined ? {} : { logger: { level: logLevel } });
  const app = await NestFactory.create<NestFastifyApplication>(StockModule, adapter, { logger: false });
  app.useGlobalPipes(new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true }));
  await app.listen(port, '127.0.0.1');
  return { app, port: (app.getHttpServer().address() as AddressInfo).port };
}
