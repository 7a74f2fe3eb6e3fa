/** When clocks change: in Europe, North America, south-eastern Australia and New Zealand; undefined: never. */
export type Rule = 'EU' | 'US' | 'AU' | 'NZ';

/** Standard offsets from UTC in minutes, and whose rule is followed. As of 2026; earlier times are not asked for. */
const TABLE: readonly (readonly [minutes: number, rule: Rule | undefined, names: string])[] = [
  [0, undefined, 'UTC Etc/UTC Etc/UCT UCT Etc/Universal Universal Etc/Zulu Zulu GMT GMT0 GMT+0 GMT-0 Greenwich'],
  [0, undefined, 'Etc/GMT Etc/GMT0 Etc/GMT+0 Etc/GMT-0 Etc/Greenwich Africa/Abidjan Africa/Accra Atlantic/Reykjavik'],
  [
    0,
    'EU',
    'Europe/London Europe/Dublin Europe/Lisbon Europe/Belfast GB WET Portugal Atlantic/Canary Atlantic/Madeira',
  ],
  [60, 'EU', 'Europe/Amsterdam Europe/Andorra Europe/Belgrade Europe/Berlin Europe/Bratislava Europe/Brussels'],
  [60, 'EU', 'Europe/Budapest Europe/Copenhagen Europe/Gibraltar Europe/Ljubljana Europe/Luxembourg Europe/Madrid'],
  [60, 'EU', 'Europe/Malta Europe/Monaco Europe/Oslo Europe/Paris Europe/Podgorica Europe/Prague Europe/Rome'],
  [60, 'EU', 'Europe/San_Marino Europe/Sarajevo Europe/Skopje Europe/Stockholm Europe/Tirane Europe/Vaduz'],
  [60, 'EU', 'Europe/Vatican Europe/Vienna Europe/Warsaw Europe/Zagreb Europe/Zurich CET MET Poland'],
  [60, undefined, 'Africa/Algiers Africa/Lagos Africa/Tunis'],
  [
    120,
    'EU',
    'Europe/Athens Europe/Bucharest Europe/Helsinki Europe/Kiev Europe/Kyiv Europe/Mariehamn Europe/Riga EET',
  ],
  [120, 'EU', 'Europe/Sofia Europe/Tallinn Europe/Vilnius Asia/Nicosia'],
  [120, undefined, 'Africa/Johannesburg Africa/Harare Africa/Maputo Europe/Kaliningrad'],
  [180, undefined, 'Europe/Moscow Europe/Istanbul Europe/Minsk Asia/Riyadh Asia/Baghdad Asia/Qatar Africa/Nairobi'],
  [210, undefined, 'Asia/Tehran'],
  [240, undefined, 'Asia/Dubai Asia/Baku Asia/Tbilisi Asia/Yerevan'],
  [270, undefined, 'Asia/Kabul'],
  [300, undefined, 'Asia/Karachi Asia/Tashkent Asia/Yekaterinburg'],
  [330, undefined, 'Asia/Kolkata Asia/Calcutta Asia/Colombo'],
  [345, undefined, 'Asia/Kathmandu'],
  [360, undefined, 'Asia/Dhaka'],
  [390, undefined, 'Asia/Yangon'],
  [420, undefined, 'Asia/Bangkok Asia/Jakarta Asia/Ho_Chi_Minh Asia/Novosibirsk'],
  [480, undefined, 'Asia/Shanghai PRC Asia/Hong_Kong Asia/Singapore Singapore Asia/Taipei Asia/Manila Australia/Perth'],
  [540, undefined, 'Asia/Tokyo Japan Asia/Seoul ROK'],
  [570, undefined, 'Australia/Darwin'],
  [570, 'AU', 'Australia/Adelaide'],
  [600, undefined, 'Australia/Brisbane Asia/Vladivostok Pacific/Guam'],
  [600, 'AU', 'Australia/Sydney Australia/Melbourne Australia/Hobart Australia/Canberra'],
  [720, 'NZ', 'Pacific/Auckland NZ'],
  [-180, undefined, 'America/Sao_Paulo America/Argentina/Buenos_Aires America/Buenos_Aires America/Montevideo'],
  [-210, 'US', 'America/St_Johns Canada/Newfoundland'],
  [-240, 'US', 'America/Halifax Canada/Atlantic Atlantic/Bermuda'],
  [-240, undefined, 'America/Caracas America/La_Paz America/Manaus America/Puerto_Rico'],
  [-300, 'US', 'America/New_York America/Toronto America/Montreal America/Detroit US/Eastern Canada/Eastern EST5EDT'],
  [-300, undefined, 'America/Bogota America/Lima America/Panama America/Jamaica EST'],
  [-360, 'US', 'America/Chicago America/Winnipeg US/Central Canada/Central CST6CDT'],
  [-360, undefined, 'America/Mexico_City America/Costa_Rica America/Guatemala America/Regina'],
  [-420, 'US', 'America/Denver America/Edmonton America/Boise US/Mountain Canada/Mountain MST7MDT'],
  [-420, undefined, 'America/Phoenix America/Hermosillo US/Arizona MST'],
  [-480, 'US', 'America/Los_Angeles America/Vancouver America/Tijuana US/Pacific Canada/Pacific PST8PDT'],
  [-540, 'US', 'America/Anchorage US/Alaska'],
  [-600, undefined, 'Pacific/Honolulu US/Hawaii HST'],
];

/** An offset and its rule. */
export interface Zone {
  /** Without daylight saving, in seconds. */
  readonly standard: number;
  readonly rule: Rule | undefined;
}

const ZONES: ReadonlyMap<string, Zone> = new Map(
  TABLE.flatMap(([minutes, rule, names]) =>
    names.split(' ').map((name): readonly [string, Zone] => [name, { standard: minutes * 60, rule }]),
  ),
);

export const UTC: Zone = { standard: 0, rule: undefined };

/** 'Etc/GMT+5' lies behind UTC. */
const FIXED = /^Etc\/GMT([+-])(\d{1,2})$/;

/** A zone of the IANA database that is modelled; others are refused by name. */
export function zoneOf(name: string): Zone | undefined {
  const [, sign, hours] = FIXED.exec(name) ?? [];
  if (hours !== undefined) return { standard: (sign === '+' ? -1 : 1) * Number(hours) * 3600, rule: undefined };
  return ZONES.get(name);
}
