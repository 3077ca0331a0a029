import { dictionary } from '../../lib/i18n';

export const text = dictionary(
  {
    title: 'Arti setiap angka',
    intro: 'Setiap angka di layar dapat dihitung lagi dengan tangan. Di sini rumusnya, dengan satu contoh yang dihitung.',
    find: 'Cari angka',
    contents: 'Isi',
    none: 'Tidak ada yang cocok.',
    formula: 'Rumus',
    worked: 'Contoh',
    live: 'Sekarang: {ticker}',
    liveHint: 'Saham dengan skor tertinggi saat ini, langkah demi langkah.',
    noLive: 'Belum ada saham yang dinilai.',
  },
  {
    title: 'What every number means',
    intro: 'Every number on the screens can be computed again by hand. Here are the formulas, with a case worked out.',
    find: 'Find a number',
    contents: 'Contents',
    none: 'Nothing fits.',
    formula: 'Formula',
    worked: 'Worked',
    live: 'Now: {ticker}',
    liveHint: 'The stock with the highest score at present, step by step.',
    noLive: 'No stock is scored yet.',
  },
);
