// What every number on the screens means, with its formula and a worked case, in both languages.
import { count, decimal, percent, price, rupiah, signedCount, signedRupiah } from '../../lib/format';
import { figuresOf } from '../performance/report';
import { barCase, brokers, closed, days, desk, deskCase, flowCase, levels, results, session, sessionCase, wilson, zCase } from './cases';

/** A text in Indonesian and English. */
export type Words = readonly [id: string, en: string];

export interface Lesson {
  /** The name as the screens and the API have it. */
  name: string;
  means: Words;
  formula?: string;

  /** The formula with numbers, and the result. */
  worked?: () => readonly [how: string, value: string];
}

export interface Section {
  id: string;
  title: Words;
  intro: Words;
  lessons: readonly Lesson[];
}

const n = (value: number, digits = 4): string => decimal(value, digits);

const sessionSection: Section = {
  id: 'session',
  title: ['Sesi: harga, volume, delta', 'A session: price, volume, delta'],
  intro: [
    'Contoh: 620.000 lembar diambil pembeli, 340.000 diambil penjual, 40.000 tanpa arah; harga acuan 8.000, terakhir 8.120.',
    'The case: 620,000 shares taken by buyers, 340,000 by sellers, 40,000 of no known side; reference 8,000, last 8,120.',
  ],
  lessons: [
    { name: 'open, high, low, close', means: ['Harga transaksi pertama, tertinggi, terendah, dan terakhir sesi ini.', 'First, highest, lowest and last traded price of the session.'] },
    { name: 'reference', means: ['Harga penutupan hari sebelumnya; bila tidak ada, harga pembukaan.', 'Close of the day before; without one the open.'] },
    {
      name: 'pricePct',
      means: ['Perubahan harga terhadap acuan, persen.', 'Change of the price against the reference, percent.'],
      formula: '100 · (close − reference) / reference',
      worked: () => [`100 · (${price(session.close)} − ${price(session.reference)}) / ${price(session.reference)}`, percent(sessionCase().pricePct)],
    },
    {
      name: 'volume',
      means: ['Lembar yang diperdagangkan: dibeli + dijual + tanpa arah.', 'Shares traded: bought + sold + of no known side.'],
      formula: 'buyVolume + sellVolume + unknownVolume',
      worked: () => [`${count(session.bought)} + ${count(session.sold)} + ${count(session.unknown)}`, count(sessionCase().volume)],
    },
    { name: 'value, freq', means: ['Nilai dalam rupiah (Σ harga × lembar), dan jumlah transaksi. 125 T = 10¹², 45 B = 10⁹, 3 M = 10⁶ rupiah.', 'Value in rupiah (Σ price × shares), and the number of trades. 125 T = 10¹², 45 B = 10⁹, 3 M = 10⁶ rupiah.'] },
    {
      name: 'delta',
      means: ['Volume yang diambil pembeli agresif dikurangi yang diambil penjual agresif.', 'Volume taken by aggressive buyers less that taken by aggressive sellers.'],
      formula: 'buyVolume − sellVolume',
      worked: () => [`${count(session.bought)} − ${count(session.sold)}`, signedCount(sessionCase().delta)],
    },
    {
      name: 'deltaPct',
      means: ['Delta sebagai persen volume, −100 (semua dijual) sampai 100 (semua dibeli).', 'Delta in percent of the volume, −100 (all sold) to 100 (all bought).'],
      formula: '100 · delta / volume',
      worked: () => [`100 · ${count(sessionCase().delta)} / ${count(sessionCase().volume)}`, percent(sessionCase().deltaPct)],
    },
    { name: 'cvd', means: ['Jumlah delta sejak awal sesi, bar demi bar (cumulative volume delta). Mulai lagi dari 0 tiap hari.', 'Delta added up since the start of the session, bar by bar (cumulative volume delta). It starts again from 0 each day.'] },
    {
      name: 'classifiedPct',
      means: ['Bagian volume yang arahnya diketahui. Di bawah 90% delta kurang dapat dipercaya.', 'Share of the volume whose side is known. Below 90% delta is less to be trusted.'],
      formula: '100 · (buyVolume + sellVolume) / volume',
      worked: () => [`100 · ${count(session.bought + session.sold)} / ${count(sessionCase().volume)}`, `${n(sessionCase().classifiedPct, 1)}%`],
    },
    {
      name: 'absorption',
      means: ['Tekanan besar, harga diam: makin tinggi, makin banyak yang diserap. BREAKOUT bila delta di atas nol, HEAVY_SELL bila di bawah.', 'Much pressure and little movement: the higher, the more is absorbed. BREAKOUT where delta is above zero, HEAVY_SELL where it is below.'],
      formula: '|deltaPct| / (1 + |pricePct|)',
      worked: () => [`${n(Math.abs(sessionCase().deltaPct), 1)} / (1 + ${n(Math.abs(sessionCase().pricePct), 1)})`, n(sessionCase().absorption, 2)],
    },
  ],
};

const footprintSection: Section = {
  id: 'footprint',
  title: ['Footprint: volume per tingkat harga', 'Footprint: volume by price level'],
  intro: [
    `Contoh, lot bid × ask: ${levels.map(l => `${l.price}: ${l.bid} × ${l.ask}`).join(' · ')}.`,
    `The case, lots at bid × ask: ${levels.map(l => `${l.price}: ${l.bid} × ${l.ask}`).join(' · ')}.`,
  ],
  lessons: [
    { name: 'bid × ask', means: ['Kiri: dijual ke harga beli (agresor penjual). Kanan: dibeli di harga jual (agresor pembeli).', 'Left: sold into the bid (the seller was the aggressor). Right: bought at the offer (the buyer was).'] },
    { name: 'delta', means: ['Jumlah ask dikurangi jumlah bid dari bar itu.', 'Sum of ask less sum of bid of the bar.'], formula: 'Σ ask − Σ bid', worked: () => [`${count(levels.reduce((s, l) => s + l.ask, 0))} − ${count(levels.reduce((s, l) => s + l.bid, 0))}`, signedCount(barCase().delta)] },
    { name: 'minDelta, maxDelta', means: ['Delta terendah dan tertinggi yang dicapai selama bar berjalan.', 'Lowest and highest delta on the way through the bar.'] },
    { name: 'vwap', means: ['Harga rata-rata tertimbang volume.', 'Average price, weighted by volume.'], formula: 'Σ price · volume / Σ volume', worked: () => [`Σ / ${count(barCase().volume)}`, n(barCase().vwap, 2)] },
    { name: 'POC', means: ['Point of control: tingkat dengan volume terbesar. Bila sama, yang terdekat dengan VWAP.', 'Point of control: the level with most volume. Of equal ones that nearest to the VWAP.'], worked: () => [`max = ${count(barCase().pocVolume)} lot`, price(barCase().poc)] },
    {
      name: 'VAL, VAH',
      means: ['Value area: dari POC ke luar, dua tingkat demi dua tingkat ke sisi yang lebih besar, sampai 70% volume.', 'Value area: from the POC outwards, two levels at a time to the larger side, until 70% of the volume is inside.'],
      formula: '70% · Σ volume',
      worked: () => {
        const b = barCase();
        return [`70% · ${count(b.volume)} = ${count(0.7 * b.volume)}; ${count(b.pocVolume)} + max(${count(b.above)}, ${count(b.below)}) = ${count(b.inside)}`, `${price(b.val)} – ${price(b.vah)}`];
      },
    },
    {
      name: 'imbalance',
      means: ['Ask paling sedikit 3 kali bid satu fraksi di bawahnya (atau bid 3 kali ask satu fraksi di atasnya), dan paling sedikit 10 lot.', 'An ask at least 3 times the bid one step below (or a bid 3 times the ask one step above), and at least 10 lots.'],
      worked: () => [`4010: ${count(levels[3]!.ask)} / 4000: ${count(levels[2]!.bid)}`, `${n(barCase().ratio, 1)} ≥ 3 → ask`],
    },
    { name: 'stacked', means: ['Tiga imbalance atau lebih di tingkat yang bersebelahan, di sisi yang sama.', 'Three or more imbalances on neighbouring levels, of the same side.'] },
    { name: 'unfinished', means: ['Di harga tertinggi atau terendah kedua sisi bertransaksi: lelang di sana belum selesai, harga sering kembali.', 'At the high or low both sides traded: the auction there is not finished, and price often comes back.'], worked: () => [`3980: ${levels[0]!.bid} × ${levels[0]!.ask}`, 'low'] },
    { name: 'absorption (bar)', means: ['|delta| paling sedikit 30% volume, tetapi harga tidak mengikuti: pembelian besar dengan close ≤ open, atau penjualan besar dengan close ≥ open.', '|delta| of at least 30% of the volume that the price did not follow: heavy buying with close ≤ open, or heavy selling with close ≥ open.'] },
  ],
};

const flowSection: Section = {
  id: 'flow',
  title: ['Smart money dan retail', 'Smart money and retail'],
  intro: [
    `Contoh satu hari: asing beli ${rupiah(brokers[0].buy)} jual ${rupiah(brokers[0].sell)}, fund lokal ${rupiah(brokers[1].buy)} / ${rupiah(brokers[1].sell)}, retail ${rupiah(brokers[2].buy)} / ${rupiah(brokers[2].sell)}.`,
    `The case of a day: foreign buys ${rupiah(brokers[0].buy)} and sells ${rupiah(brokers[0].sell)}, local funds ${rupiah(brokers[1].buy)} / ${rupiah(brokers[1].sell)}, retail ${rupiah(brokers[2].buy)} / ${rupiah(brokers[2].sell)}.`,
  ],
  lessons: [
    { name: 'foreign, local_fund, retail', means: ['Kategori broker. Asing dan fund lokal dihitung smart money; broker yang tidak dikenal dihitung fund lokal.', 'Categories of brokers. Foreign and local funds count as smart money; a broker that is not known counts as local fund.'] },
    {
      name: 'smartMoney (smNet)',
      means: ['Nilai bersih yang dibeli broker smart.', 'Net value that smart brokers bought.'],
      formula: 'Σ buy − Σ sell',
      worked: () => [`(${rupiah(brokers[0].buy)} − ${rupiah(brokers[0].sell)}) + (${rupiah(brokers[1].buy)} − ${rupiah(brokers[1].sell)})`, signedRupiah(flowCase().smartMoney)],
    },
    { name: 'retail (retailNet)', means: ['Hal yang sama untuk broker retail. Pada data lengkap keduanya saling berlawanan.', 'The same of retail brokers. On complete data the two are opposite.'], worked: () => [`${rupiah(brokers[2].buy)} − ${rupiah(brokers[2].sell)}`, signedRupiah(flowCase().retail)] },
    { name: 'cumSmart, cumRetail', means: ['Jumlah berjalan sejak hari pertama grafik (mode kumulatif).', 'Running sum since the first day of the chart (cumulative mode).'] },
    {
      name: 'divergence',
      means: ['SMART_ACCUM_RETAIL_DIST: smart beli, retail jual. SMART_DIST_RETAIL_ACCUM: sebaliknya. BOTH_ACCUM, BOTH_DIST: searah. NEUTRAL: salah satunya nol.', 'SMART_ACCUM_RETAIL_DIST: smart buys, retail sells. SMART_DIST_RETAIL_ACCUM: the other way round. BOTH_ACCUM, BOTH_DIST: the same way. NEUTRAL: one of them is zero.'],
      worked: () => [`${signedRupiah(flowCase().smartMoney)} / ${signedRupiah(flowCase().retail)}`, 'SMART_ACCUM_RETAIL_DIST'],
    },
  ],
};

const featureSection: Section = {
  id: 'features',
  title: ['Fitur z-score: 20 hari bursa', 'Z-score features: 20 trading days'],
  intro: [
    `z menyatakan seberapa tidak biasa hari ini dibanding 20 hari (ini termasuk). Contoh lima hari: ${days.join('; ')}.`,
    `z says how unusual today is among 20 days, itself included. The case has five days: ${days.join('; ')}.`,
  ],
  lessons: [
    {
      name: 'z',
      means: ['(nilai hari ini − rata-rata) / simpangan baku sampel. Simpangan 0 memberi 0; kurang dari 5 hari tidak dihitung.', '(today − mean) / sample standard deviation. A deviation of 0 gives 0; fewer than 5 days give none.'],
      formula: '(x − mean) / sd',
      worked: () => [`(${n(days.at(-1)!, 2)} − ${n(zCase().mean, 2)}) / ${n(zCase().sd)}`, n(zCase().z)],
    },
    { name: 'z_ngr', means: ['x = smartMoney / nilai transaksi. z > 1: akumulasi bersih; z < −1: distribusi berat.', 'x = smartMoney / traded value. z > 1: clean accumulation; z < −1: heavy distribution.'], formula: 'x = smartMoney / value', worked: () => [`${rupiah(flowCase().smartMoney)} / ${rupiah(flowCase().total)}`, n(flowCase().smartMoney / flowCase().total)] },
    { name: 'z_effort', means: ['x = ln(nilai transaksi). Tinggi: ramai; rendah: sepi.', 'x = ln(traded value). High: heavy trading; low: light.'], formula: 'x = ln(value)' },
    { name: 'z_result', means: ['x = |ln(close / close sebelumnya)|. Tinggi: harga bergerak kuat; rendah: macet.', 'x = |ln(close / close before)|. High: strong moves; low: stuck.'], formula: 'x = |ln(close / close₋₁)|', worked: () => [`|ln(${price(session.close)} / ${price(session.reference)})|`, n(Math.abs(Math.log(session.close / session.reference)))] },
    { name: 'z_elas', means: ['x = hasil / nilai transaksi (Amihud 2002). Tinggi: mudah bergerak; rendah: kaku.', 'x = result / traded value (Amihud 2002). High: moves easily; low: rigid.'], formula: 'x = |ln(close / close₋₁)| / value' },
    { name: 'ACCUMULATION', means: ['Smart money bersih 20 hari di atas 0, dan z_ngr > 0,5 atau (5 hari terakhir di atas 0 dan paling sedikit 12 hari di atas 0). DISTRIBUTION kebalikannya; selain itu NEUTRAL.', 'Net smart money of 20 days above 0, and z_ngr > 0.5 or (the last 5 days above 0 and at least 12 days above 0). DISTRIBUTION is its mirror image; anything else NEUTRAL.'] },
  ],
};

const scoreSection: Section = {
  id: 'score',
  title: ['Skor', 'The score'],
  intro: [
    'Contoh: sesi di atas, z_ngr 1,2 sampai kemarin, tren ACCUMULATION, smart money dan retail sama-sama membeli dan smart money lebih dari separuhnya.',
    'The case: the session above, z_ngr 1.2 until yesterday, trend ACCUMULATION, smart money and retail both buy and smart money is more than half of it.',
  ],
  lessons: [
    { name: 'normDelta', means: ['deltaPct dipetakan ke 0 … 1.', 'deltaPct mapped to 0 … 1.'], formula: '(deltaPct + 100) / 200', worked: () => [`(${n(sessionCase().deltaPct, 1)} + 100) / 200`, n(sessionCase().normDelta)] },
    { name: 'normZNGR', means: ['z_ngr dari −3 … 3 dipetakan ke 0 … 1; tanpa riwayat 0,5.', 'z_ngr from −3 … 3 mapped to 0 … 1; without history 0.5.'], formula: '(z_ngr + 3) / 6', worked: () => [`(${n(session.zNgr, 1)} + 3) / 6`, n(sessionCase().normZNGR)] },
    { name: 'priceFactor', means: ['0,5 bila harga turun lebih dari 4%; 1,1 bila −1% … 2%; selain itu 1.', '0.5 when the price fell by more than 4%; 1.1 at −1% … 2%; else 1.'], worked: () => [`pricePct ${percent(sessionCase().pricePct, 1)}`, n(sessionCase().priceFactor, 1)] },
    {
      name: 'hybridScore',
      means: ['Order flow sesi dan smart money 20 hari, 70 : 30.', "The session's order flow and the smart money of 20 days, 70 : 30."],
      formula: '(0.7 · normDelta + 0.3 · normZNGR) · priceFactor',
      worked: () => [`(${n(0.7, 1)} · ${n(sessionCase().normDelta)} + ${n(0.3, 1)} · ${n(sessionCase().normZNGR)}) · ${n(sessionCase().priceFactor, 1)}`, n(sessionCase().hybridScore)],
    },
    {
      name: 'divergenceFactor, risk',
      means: ['DISTRIBUTION dan dibeli: 0,5 RETAIL_TRAP. ACCUMULATION dan dijual: 0,7 SHAKEOUT. ACCUMULATION, dibeli, smNet > 0: 1,2 CONFIRMED. DISTRIBUTION dan dijual: 1 CONFIRMED. Selain itu 1 NONE.', 'DISTRIBUTION and bought: 0.5 RETAIL_TRAP. ACCUMULATION and sold: 0.7 SHAKEOUT. ACCUMULATION, bought, smNet > 0: 1.2 CONFIRMED. DISTRIBUTION and sold: 1 CONFIRMED. Else 1 NONE.'],
      worked: () => ['ACCUMULATION, delta > 0', `${n(session.divergenceFactor, 1)} CONFIRMED`],
    },
    { name: 'smWeight', means: ['Menurut tanda smNet dan retailNet: keduanya kecil 1; + − 1,2; − + 0,6; + + 1,1 bila smart money lebih dari separuh, jika tidak 0,9; − − 1.', 'By the signs of smNet and retailNet: both small 1; + − 1.2; − + 0.6; + + 1.1 when smart money is more than half, else 0.9; − − 1.'], worked: () => ['+ +', n(session.smWeight, 1)] },
    {
      name: 'finalScore',
      means: ['Hasil kali ketiganya, dibatasi 0 … 1.', 'The product of the three, kept within 0 … 1.'],
      formula: 'hybridScore · divergenceFactor · smWeight',
      worked: () => [`${n(sessionCase().hybridScore)} · ${n(session.divergenceFactor, 1)} · ${n(session.smWeight, 1)}`, n(sessionCase().finalScore)],
    },
    { name: 'RETAIL_TRAP', means: ['Contoh kedua: hybridScore 0,85 tetapi tren DISTRIBUTION, dibeli retail (+28,1 M) dan dijual smart money (−28,2 M).', 'A second case: hybridScore 0.85, but trend DISTRIBUTION, bought by retail (+28.1 M) and sold by smart money (−28.2 M).'], worked: () => [`${n(0.85, 2)} · ${n(0.5, 1)} · ${n(0.6, 1)}`, n(0.85 * 0.5 * 0.6, 3)] },
    {
      name: 'signal',
      means: ['Yang pertama berlaku: SELL pricePct < −5 · RETAIL_TRAP · STRONG_BUY skor > 0,7, ACCUMULATION, pricePct ≥ −2 · TRAP_WARNING deltaPct > 80 dan z_ngr < −0,5 · SM_DIVERGENCE · HIDDEN_ACCUM deltaPct < 40, z_ngr > 0,7, ACCUMULATION · STRONG_SELL skor < 0,3 dan DISTRIBUTION · WATCH_ACCUM · BUY skor > 0,6 · SELL skor < 0,4 · NEUTRAL.', 'The first that holds: SELL pricePct < −5 · RETAIL_TRAP · STRONG_BUY score > 0.7, ACCUMULATION, pricePct ≥ −2 · TRAP_WARNING deltaPct > 80 and z_ngr < −0.5 · SM_DIVERGENCE · HIDDEN_ACCUM deltaPct < 40, z_ngr > 0.7, ACCUMULATION · STRONG_SELL score < 0.3 and DISTRIBUTION · WATCH_ACCUM · BUY score > 0.6 · SELL score < 0.4 · NEUTRAL.'],
      worked: () => [`finalScore ${n(sessionCase().finalScore)}, ACCUMULATION`, 'STRONG_BUY'],
    },
    { name: 'contextDate', means: ['Sesi dinilai terhadap fitur hari sebelumnya, karena kode broker baru terbit setelah penutupan: tidak mengintip masa depan.', 'A session is judged against the features of the day before, because broker codes are published after the close: no look-ahead.'] },
  ],
};

const alertSection: Section = {
  id: 'alerts',
  title: ['Peringatan dan buktinya', 'Alerts and their proof'],
  intro: ['Contoh: 60 dari 100 kejadian diikuti harga ke arah yang diramalkan.', 'The case: 60 of 100 events were followed by prices the way they foretold.'],
  lessons: [
    { name: 'severity', means: ['RETAIL_TRAP: HIGH. SHAKEOUT: LOW. Keduanya dengan |deltaPct| ≥ 20 dan smart money bersih paling sedikit 1.000.000.', 'RETAIL_TRAP: HIGH. SHAKEOUT: LOW. Both with |deltaPct| ≥ 20 and a net of smart money of at least 1,000,000.'] },
    { name: 'hit rate', means: ['Bagian kejadian yang diikuti harga ke arah yang diramalkan.', 'Share of the events that prices followed as foretold.'], formula: 'hits / events', worked: () => ['60 / 100', `${n(100 * wilson(60, 100).rate, 1)}%`] },
    {
      name: 'Wilson interval',
      means: ['Di antara dua angka ini hit rate yang sebenarnya berada, dengan keyakinan 95%. Bila 50% ada di dalamnya, belum terbukti apa-apa.', 'Between these two the true hit rate lies, with 95% confidence. With 50% inside nothing is proven.'],
      formula: '(p + z²/2n ± z·√(p(1−p)/n + z²/4n²)) / (1 + z²/n)',
      worked: () => ['p = 0.6, n = 100, z = 1.96', `${n(100 * wilson(60, 100).low, 1)}% – ${n(100 * wilson(60, 100).high, 1)}%`],
    },
  ],
};

const orderSection: Section = {
  id: 'orders',
  title: ['Order dan posisi', 'Orders and positions'],
  intro: [
    'Contoh: beli 10 lot di 4.000 dan 5 lot di 4.060, jual 6 lot di 4.100; harga terakhir 4.100. Biaya 0,15% beli, 0,25% jual.',
    'The case: buy 10 lots at 4,000 and 5 at 4,060, sell 6 lots at 4,100; last price 4,100. Fees 0.15% of a buy, 0.25% of a sale.',
  ],
  lessons: [
    { name: 'avgPrice', means: ['Harga rata-rata tertimbang per lembar, tanpa biaya.', 'Weighted average price per share, without fees.'], formula: 'Σ lot · price / Σ lot', worked: () => [`(10 · ${price(4000)} + 5 · ${price(4060)}) / 15`, price(deskCase().average)] },
    { name: 'unrealizedPnl', means: ['Laba dari yang masih dipegang pada harga terakhir, tanpa biaya.', 'Profit of what is held, at the last price, without fees.'], formula: '(last − avg) · lot · lotSize', worked: () => [`(${price(desk.last)} − ${price(deskCase().average)}) · 15 · 100`, signedCount(deskCase().unrealized)] },
    {
      name: 'realizedPnl',
      means: ['Laba dari lot yang ditutup, setelah biaya jual dan bagian biaya belinya.', 'Profit of closed lots, after the fee of the sale and their share of the fees of the buys.'],
      formula: 'lot · lotSize · (price − avg) − fees',
      worked: () => [`${count(deskCase().gross)} − ${count(deskCase().sellFee)} − ${count(deskCase().entryFees)} · 6/15`, signedCount(deskCase().realized)],
    },
    { name: 'dayPnl', means: ['Yang dijual hari ini ditambah yang dipegang sekarang, dikurangi yang dipegang pada awal hari dan yang dibeli hari ini.', 'What was sold today and is held now, less what was held at the start of the day and was bought.'] },
    { name: 'availableLots', means: ['Lot yang boleh dijual sekarang: yang sedang ditawarkan tidak dihitung.', 'Lots that may be sold now: those on offer are not counted.'] },
    { name: 'brokerLots', means: ['Kata broker tentang posisi. Bila berbeda dari kita, seseorang harus melihatnya.', "The broker's word for the position. Where it differs from ours a person has to look."] },
    { name: 'Held, PendingNew, Sent', means: ['Ditahan untuk pembukaan; tersimpan di disk dan mungkin sedang berangkat; sudah berangkat dan belum dijawab.', 'Kept for the opening; on disk and maybe leaving; left and not answered.'] },
    { name: 'Open, PartiallyFilled', means: ['Ada di broker; sebagian lot sudah terisi.', 'The broker has it; some lots are filled.'] },
    { name: 'PendingCancel, PendingAmend', means: ['Pembatalan atau perubahan diminta dan belum diputuskan; order masih dapat terisi.', 'A cancel or change is asked for and not decided; the order may still be filled.'] },
    { name: 'Filled, Rejected, Cancelled', means: ['Akhir. Yang sudah terisi tetap terisi.', 'The end. What was filled stays filled.'] },
    { name: 'Unknown', means: ['Tidak ada yang tahu apakah broker menerimanya. Tidak pernah dikirim ulang; daftar order broker atau seseorang yang memutuskan.', "Nobody knows whether the broker has it. It is never sent again; the broker's list of orders or a person decides."] },
  ],
};

const phantomSection: Section = {
  id: 'phantoms',
  title: ['Phantom stop', 'Phantom stops'],
  intro: ['Contoh: posisi di atas, stop 2,5%, target 4%, trail 3%; harga tertinggi sejak beli 4.150.', 'The case: the position above, stop 2.5%, target 4%, trail 3%; highest price since the buy 4,150.'],
  lessons: [
    { name: 'stop', means: ['Menjual bila harga menyentuhnya atau di bawahnya. Broker tidak melihatnya.', 'Sells when the price is at it or below. The broker does not see it.'], formula: 'avg · (100 − %) / 100 ↓', worked: () => [`${price(deskCase().average)} · ${n(97.5, 1)} / 100`, price(deskCase().stop)] },
    { name: 'target', means: ['Menjual bila harga menyentuhnya atau di atasnya.', 'Sells when the price is at it or above.'], formula: 'avg · (100 + %) / 100 ↑', worked: () => [`${price(deskCase().average)} · 104 / 100`, price(deskCase().target)] },
    { name: 'trail', means: ['Stop yang ikut naik: sejauh ini di bawah harga tertinggi. Dari stop dan trail yang lebih tinggi yang berlaku.', 'A stop that rises along: so far below the highest price. Of stop and trail the higher is in force.'], formula: 'high − avg · % / 100 ↓', worked: () => [`${price(desk.high)} − ${price(deskCase().average)} · 3 / 100`, price(deskCase().trail)] },
    { name: 'Waiting, Armed', means: ['Belum ada lot; menjaga.', 'No lots yet; watching.'] },
    { name: 'Triggered, Selling, Done', means: ['Tersentuh; order jual di broker; selesai.', 'Touched; its SELL is at the broker; done.'] },
    { name: 'NeedsPerson', means: ['Menyerah, misalnya karena order jual ditolak: jual lagi atau jaga lagi, Anda yang memutuskan.', 'It has given up, for instance because the SELL was rejected: sell again or watch again, you decide.'] },
    { name: 'isUnprotected', means: ['Lot ini seharusnya sudah terjual dan tidak ada order jual yang diketahui.', 'These lots should be sold by now and no SELL is known to stand for them.'] },
    { name: 'kill switch', means: ['Menolak order baru dan membatalkan yang terbuka. Phantom stop berhenti dulu dan menjual setelah dilepas.', 'Refuses new orders and cancels open ones. Phantom stops pause and sell after the release.'] },
  ],
};

const performanceSection: Section = {
  id: 'performance',
  title: ['Kinerja', 'Performance'],
  intro: [`Contoh empat penutupan: ${results.map(r => (r > 0 ? '+' : '') + r).join(', ')}.`, `The case has four closings: ${results.map(r => (r > 0 ? '+' : '') + r).join(', ')}.`],
  lessons: [
    { name: 'win rate', means: ['Bagian penutupan yang untung; yang impas tidak dihitung.', 'Share of closings that won; even ones do not count.'], formula: 'wins / (wins + losses)', worked: () => ['2 / (2 + 2)', `${n(100 * (figuresOf(closed, null).winRate ?? 0), 1)}%`] },
    { name: 'profit factor', means: ['Jumlah untung dibagi jumlah rugi. Di atas 1 menghasilkan uang.', 'Sum of wins by sum of losses. Above 1 it makes money.'], formula: 'Σ wins / |Σ losses|', worked: () => [`${count(figuresOf(closed, null).won)} / ${count(-figuresOf(closed, null).lost)}`, n(figuresOf(closed, null).profitFactor ?? 0, 2)] },
    { name: 'average win, loss', means: ['Rata-rata hasil yang untung, dan yang rugi.', 'Mean of the results that won, and of those that lost.'], worked: () => [`${count(figuresOf(closed, null).won)} / 2; ${count(figuresOf(closed, null).lost)} / 2`, `${signedCount(figuresOf(closed, null).averageWin)} / ${signedCount(figuresOf(closed, null).averageLoss)}`] },
    { name: 'expectancy', means: ['Hasil rata-rata sebuah penutupan.', 'Mean result of a closing.'], formula: 'Σ results / n', worked: () => [`${count(figuresOf(closed, null).result)} / 4`, signedCount(figuresOf(closed, null).expectancy)] },
    { name: 'drawdown', means: ['Penurunan terbesar jumlah hasil dari puncaknya.', 'Largest fall of the sum of results from its peak.'], worked: () => [`${figuresOf(closed, null).curve.map(x => count(x)).join(' → ')}`, count(figuresOf(closed, null).drawdown)] },
    { name: 'fees', means: ['Hasil sebelum biaya dikurangi laba terealisasi rekening; tiap penutupan menanggung bagiannya menurut nilai transaksi.', "Result before fees less the account's realised profit; each closing bears its share by turnover."] },
  ],
};

const healthSection: Section = {
  id: 'health',
  title: ['Umur dan kesehatan data', 'Age and health of the data'],
  intro: ['Angka tanpa umur tidak dapat dipercaya.', 'A number without its age is not to be trusted.'],
  lessons: [
    { name: 'age', means: ['Waktu sejak transaksi terakhir yang masuk dari feed. Hijau di bawah satu menit.', 'Time since the last trade that came from the feed. Green below a minute.'] },
    { name: 'duplicates', means: ['Transaksi yang datang lagi; disimpan sekali saja.', 'Trades that came again; they are stored once.'] },
    { name: 'rejected', means: ['Baris yang salah, dengan alasan; yang lain tetap diterima.', 'Bad lines, with a reason; the others were taken.'] },
    { name: 'gaps, missing', means: ['Nomor transaksi yang tidak pernah datang.', 'Trade numbers that never came.'] },
    { name: 'repair', means: ['Perbandingan hari yang disajikan dan diarsipkan dengan log, yang adalah kebenarannya.', 'Comparison of a day as served and archived with the log, which is the truth.'] },
    { name: 'stale', means: ['Pekerjaan yang melewati batas waktunya.', 'A job that is past its deadline.'] },
  ],
};

export const sections: readonly Section[] = [sessionSection, footprintSection, flowSection, featureSection, scoreSection, alertSection, orderSection, phantomSection, performanceSection, healthSection];

/** Sections with the lessons that have a text in them; a section without any is left out. */
export function found(all: readonly Section[], wanted: string): readonly Section[] {
  const text = wanted.trim().toLowerCase();
  if (!text) return all;
  const has = (l: Lesson) => [l.name, ...l.means, l.formula ?? ''].some(x => x.toLowerCase().includes(text));
  return all.map(s => ({ ...s, lessons: s.lessons.filter(has) })).filter(s => s.lessons.length > 0);
}
