import type { INestApplicationContext } from '@nestjs/common';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import { printSchema } from 'graphql';

/** The schema of the GraphQL door as text, from the decorators of its classes. Only after the application was initialised. */
export function schemaText(app: INestApplicationContext): string {
  return `${printSchema(app.get(GraphQLSchemaHost).schema)}\n`;
}
