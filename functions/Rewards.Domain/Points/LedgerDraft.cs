using System.Collections.Immutable;
using NodaTime;

namespace Rewards.Domain.Points;

public sealed partial class Ledger
{
    /// <summary>One entry in the making. It changes the ledger's lots as it goes, and its balance when it is written.</summary>
    private sealed class Draft(Ledger ledger)
    {
        private readonly SortedDictionary<LotKey, PointCount> movements = [];
        private readonly SortedDictionary<LotKey, PointCount> held = [];
        private PointCount points;
        private PointCount pending;

        public bool IsEmpty => movements.Count == 0 && held.Count == 0 && points == PointCount.Zero;

        public void Hold(IEnumerable<Lot> taken)
        {
            foreach (var lot in taken)
            {
                held[lot.Key] = held.GetValueOrDefault(lot.Key) + lot.Points;
            }
        }

        public void Unhold(IEnumerable<Lot> taken) => Hold(taken.Select(lot => lot with { Points = PointCount.Zero - lot.Points }));

        public void Put(LotKey lot, PointCount count, LocalDate day)
        {
            if (lot.IsPending)
            {
                pending += count;
                Move(lot, count);
                return;
            }

            points += count;
            var paid = lot.HasLapsedOn(day) ? PointCount.Zero : PointCount.Min(ledger.Deficit, count);
            ledger.Deficit -= paid;
            Move(lot, count - paid);
        }

        public void PutBack(IEnumerable<Lot> taken, LocalDate day)
        {
            foreach (var lot in taken)
            {
                Put(lot.Key, lot.Points, day);
            }
        }

        public void Free(OpenHold hold, LocalDate day)
        {
            ledger.holds.Remove(hold);
            Unhold(hold.Taken);
            PutBack(hold.Taken, day);
        }

        public void Activate(LotKey lot, LocalDate day)
        {
            var count = ledger.lots[lot];
            Drop(lot);
            Put(lot.Activated, count, day);
        }

        public void Drop(LotKey lot) => TakeFrom(lot, ledger.lots[lot]);

        public ImmutableArray<Lot> Take(PointCount count)
        {
            var taken = ImmutableArray.CreateBuilder<Lot>();
            foreach (var (lot, there) in ledger.lots.Where(lot => !lot.Key.IsPending).ToList())
            {
                if (count == PointCount.Zero)
                {
                    break;
                }

                var part = PointCount.Min(count, there);
                TakeFrom(lot, part);
                taken.Add(new Lot(lot, part));
                count -= part;
            }

            return count == PointCount.Zero ? taken.ToImmutable() : throw new InvalidOperationException("More is taken than there is.");
        }

        /// <returns>What is still to be taken.</returns>
        public PointCount TakePending(PointCount count, LotKey own)
        {
            foreach (var (lot, there) in ledger.lots.Where(lot => lot.Key.IsPending).OrderBy(lot => lot.Key != own).ToList())
            {
                var part = PointCount.Min(count, there);
                TakeFrom(lot, part);
                count -= part;
            }

            return count;
        }

        public void Owe(PointCount count)
        {
            ledger.Deficit += count;
            points -= count;
        }

        public LedgerEntry ToEntry(EntrySource source)
        {
            ledger.Balance += points;
            return new LedgerEntry(
                checked(++ledger.sequence),
                source.At ?? ledger.now,
                source,
                points,
                pending,
                held.Values.Sum(),
                ledger.Balance,
                MovementsOf(movements))
            {
                HeldMovements = MovementsOf(held),
            };
        }

        private static ImmutableArray<LotMovement> MovementsOf(SortedDictionary<LotKey, PointCount> changes) =>
            [.. changes.Where(change => change.Value != PointCount.Zero).Select(change => new LotMovement(change.Key, change.Value))];

        private void TakeFrom(LotKey lot, PointCount count)
        {
            if (lot.IsPending)
            {
                pending -= count;
            }
            else
            {
                points -= count;
            }

            Move(lot, PointCount.Zero - count);
        }

        private void Move(LotKey lot, PointCount change)
        {
            movements[lot] = movements.GetValueOrDefault(lot) + change;
            var left = ledger.lots.GetValueOrDefault(lot) + change;
            if (left == PointCount.Zero)
            {
                ledger.lots.Remove(lot);
            }
            else
            {
                ledger.lots[lot] = left;
            }
        }
    }
}
