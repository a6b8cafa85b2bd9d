import { Buffer } from 'node:buffer';
import { Controller, Get, Header } from '@nestjs/common';
import { CardValidationService } from '../../validation/card-validation.service.js';
import type { CompiledTable } from '../../validation/tables.js';
import { NeedsScope } from '../access/needs-scope.js';
import { DocumentDownload } from '../docs/route-docs.js';
import { DAY_SECONDS, Traits } from '../http/route-traits.js';
import { InOpenApi } from '../late-decorators.js';

const OCTETS = 'application/octet-stream';

@InOpenApi(({ ApiTags }) => ApiTags('Tables'))
@Controller('v1/iin-table')
@NeedsScope('iins')
export class IinTableController {
  constructor(private readonly validation: CardValidationService) {}

  @Get()
  @Traits({ produces: [OCTETS], sameBytes: true, cacheSeconds: DAY_SECONDS })
  @Header('content-type', OCTETS)
  @Header('content-disposition', 'attachment; filename="iin-table.iin"')
  @DocumentDownload({
    id: 'downloadIinTable',
    summary: 'The compiled table, for browsers and edges',
    mediaType: OCTETS,
    description: 'The table, byte for byte as the service reads it. `GET /v1/dataset` has its SHA-256.',
  })
  download(): Buffer {
    return toBuffer(this.validation.compiledTable());
  }
}

/** A view, not a copy: the table does not change once it is compiled. */
function toBuffer({ bytes }: CompiledTable): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
