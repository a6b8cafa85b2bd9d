import { type DynamicModule, Module } from '@nestjs/common';
import { ApiModule } from './api/api.module.js';
import type { ApiOptions } from './api/api-options.js';

/** The application on the public port. */
@Module({})
export class AppModule {
  static register(options: ApiOptions): DynamicModule {
    return { module: AppModule, imports: [ApiModule.register(options)] };
  }
}
