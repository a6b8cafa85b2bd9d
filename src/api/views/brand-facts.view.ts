import type { BrandRef, CvvReport, Network, NetworkRole } from '../../core/report.js';
import { Answer, AnswerField, Int } from './answer-field.js';
import { NetworkRoleEnum } from './enums.js';

@Answer('BrandRef', 'The mark printed on a card.')
export class BrandRefView implements BrandRef {
  @AnswerField(String, 'Stable id, lower snake_case.', { example: 'visa' })
  readonly id!: string;
  @AnswerField(String, 'Name of the mark.', { example: 'Visa' })
  readonly name!: string;
}

@Answer('Cvv', 'The card verification value as the brand calls it.')
export class CvvView implements CvvReport {
  @AnswerField(String, 'What the brand calls it, where that is known.', { nullable: true, example: 'CVV2' })
  readonly name!: string | null;
  @AnswerField(Int, "Digits of the code; 0 where the brand's cards carry none.", { example: 3 })
  readonly length!: number;
  @AnswerField(Boolean, 'The brand also issues cards without one.')
  readonly optional!: boolean;
}

@Answer('Network', 'Rails the card can travel.')
export class NetworkView implements Network {
  @AnswerField(String, 'Stable id; a brand id where the network is one.', { example: 'visa' })
  readonly id!: string;
  @AnswerField(String, 'Name of the network.', { example: 'Visa' })
  readonly name!: string;
  @AnswerField(NetworkRoleEnum, 'Why the network stands here.')
  readonly role!: NetworkRole;
  @AnswerField([String], 'ISO 3166-1 alpha-2 codes where this holds; empty means no limit is known.', {
    example: ['FR'],
  })
  readonly regions!: readonly string[];
}
