import type { AddressInfo } from 'node:net';
import { Body, Controller, Module, Post, ValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { Args, Field, GraphQLModule, InputType, Int, ObjectType, Query, Resolver } from '@nestjs/graphql';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { IsString } from 'class-validator';

/** The same doors as a tutorial would build them: the positive control of the harness. */

class StockBody {
  @IsString()
  readonly pan!: string;
}

@Controller('v1/cards')
class StockController {
  @Post('validate')
  validate(@Body() body: StockBody): { readonly ok: boolean } {
    return { ok: body.pan.length > 0 };
  }
}

@ObjectType('StockReport')
class StockReport {
  @Field(() => String)
  readonly status!: string;
}

@ObjectType('StockBrand')
class StockBrand {
  @Field(() => String)
  readonly id!: string;
}

@InputType('CardInput')
class StockInput {
  @Field(() => String)
  @IsString()
  readonly pan!: string;
}

@Resolver()
class StockResolver {
  @Query(() => StockReport)
  validateCard(
    @Args('pan', { type: () => String }) _pan: string,
    @Args('length', { type: () => Int, nullable: true }) _length: number | null,
    @Args('cvv', { type: () => String, nullable: true }) _cvv: string | null,
  ): StockReport {
    return { status: 'valid' };
  }

  @Query(() => [StockReport])
  validateCards(@Args('cards', { type: () => [StockInput] }) _cards: StockInput[]): StockReport[] {
    return [];
  }

  @Query(() => [StockBrand])
  brands(): StockBrand[] {
    return [];
  }

  @Query(() => StockBrand)
  brand(@Args('id', { type: () => String }) _id: string): StockBrand {
    throw new Error('No brand has that id.');
  }
}

@Module({
  imports: [
    GraphQLModule.forRoot<ApolloDriverConfig>({ driver: ApolloDriver, autoSchemaFile: true, include: [StockModule] }),
  ],
  controllers: [StockController],
  providers: [StockResolver],
})
class StockModule {}

/** @returns The application, listening, and its port. */
export async function startStockApp(): Promise<{ readonly app: NestFastifyApplication; readonly port: number }> {
  const app = await NestFactory.create<NestFastifyApplication>(StockModule, new FastifyAdapter(), { logger: false });
  app.useGlobalPipes(new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true }));
  await app.listen(0, '127.0.0.1');
  return { app, port: (app.getHttpServer().address() as AddressInfo).port };
}
