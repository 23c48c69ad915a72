use foreword_model::BlockKind;

use super::mailbox::{
    ACTIVATION_BYTES, ACTIVATIONS, Desk, End, FAILED, Mailbox, PARCEL_BYTES, claim, take, tell, wait,
};
use super::shares::{MOST, Order, chunk};
use crate::activations::Activations;
use crate::aligned::AlignedBytes;
use crate::matmul::{is_packed_for, may_multiply, multiply};
use crate::{Buffer, Isa, PackedMatrix};

/// Multiplies its shards of matrices as the leader orders.
pub struct Helper<M> {
    mailbox: M,
    desk: Desk,
    isa: Isa,
    shards: Vec<Option<PackedMatrix>>,
    coming: Option<Coming>,
    act: Activations,
    out: Buffer,
}

/// A shard that is on its way.
struct Coming {
    matrix: usize,
    shard: PackedMatrix,
    bytes: AlignedBytes,
    filled: usize,
}

/// The order can't be followed.
struct Refused;

impl<M: Mailbox> Helper<M> {
    /// Helper `number`, from 0, at the mailbox of a leader that runs on the same kind of machine.
    pub fn new(mailbox: M, number: usize) -> Self {
        Self::on(Isa::best(), mailbox, number)
    }

    pub(super) fn on(isa: Isa, mailbox: M, number: usize) -> Self {
        Self {
            mailbox,
            desk: Desk::of(number),
            isa,
            shards: Vec::new(),
            coming: None,
            act: Activations::default(),
            out: Buffer::default(),
        }
    }

    /// Follows orders until the leader ends it, or one can't be followed; the leader is told of that.
    pub fn run(&mut self) {
        self.mailbox.store(self.desk.is_ready, 1);
        let mut job = 0;
        loop {
            // Nothing but a word that differs ends a wait without a limit.
            let Some(next) = wait(&self.mailbox, self.desk.job, job, self.desk.helper_sleeps, None) else { continue };
            job = next;
            match self.follow(job) {
                Ok(true) => {}
                Ok(false) => return,
                Err(Refused) => {
                    tell(&self.mailbox, self.desk.done, FAILED, self.desk.leader_sleeps);
                    return;
                }
            }
        }
    }

    /// Does one job; `false` if it was the last.
    ///
    /// The leader may have gone on to the next job already, and change what is read here. A chunk can be taken only while
    /// it has not: what was read before that is of this job.
    fn follow(&mut self, job: u32) -> Result<bool, Refused> {
        let mut words = [0; 8];
        self.mailbox.get(self.desk.order, bytemuck::cast_slice_mut(&mut words));
        match Order::of(words) {
            Some(Order::Multiply { matrix, rows, is_bytes }) => self.multiply(job, matrix, rows, is_bytes)?,
            Some(order @ Order::Keep { .. }) => self.keep(job, order)?,
            Some(Order::Stop) => return Ok(self.take(job).is_none()),
            None => self.refuse(job)?,
        }
        Ok(true)
    }

    fn take(&self, job: u32) -> Option<usize> {
        take(&self.mailbox, self.desk.claim, job, End::Front)
    }

    fn finished(&self, job: u32, chunks: usize) {
        tell(&self.mailbox, self.desk.done, claim(job, chunks), self.desk.leader_sleeps);
    }

    /// Fails if the order was really given.
    fn refuse(&self, job: u32) -> Result<(), Refused> {
        if self.take(job).is_some() { Err(Refused) } else { Ok(()) }
    }

    fn multiply(&mut self, job: u32, matrix: usize, rows: usize, is_bytes: bool) -> Result<(), Refused> {
        let Some(Some(shard)) = self.shards.get(matrix) else { return self.refuse(job) };
        let (groups, columns) = (shard.groups(), shard.groups() * shard.width);
        let fits = (1..MOST).contains(&rows)
            && rows * shard.cols <= ACTIVATION_BYTES
            && rows * columns * size_of::<f32>() <= PARCEL_BYTES
            && may_multiply(self.isa, shard, is_bytes);
        if !fits {
            return self.refuse(job);
        }
        let parts = self.act.parts_mut(rows, shard.cols, is_bytes);
        if parts.iter().map(|part| part.len()).sum::<usize>() > ACTIVATION_BYTES {
            return self.refuse(job);
        }
        let mut at = ACTIVATIONS;
        for part in parts {
            self.mailbox.get(at, part);
            at += part.len();
        }
        self.out.resize(rows, shard.rows);
        while let Some(number) = self.take(job) {
            let range = chunk(groups, number);
            if range.is_empty() {
                return Err(Refused);
            }
            multiply(self.isa, shard, &self.act, &mut self.out, false, range.clone());
            let range = range.start * shard.width..range.end * shard.width;
            let stride = self.out.stride();
            for (row, values) in self.out.padded().chunks_exact(stride).enumerate() {
                let at = self.desk.parcel + (row * columns + range.start) * size_of::<f32>();
                self.mailbox.put(at, bytemuck::cast_slice(&values[range.clone()]));
            }
            self.finished(job, number + 1);
        }
        Ok(())
    }

    fn keep(&mut self, job: u32, order: Order) -> Result<(), Refused> {
        let Order::Keep { matrix, kind, width, rows, cols, offset, len } = order else { return Ok(()) };
        let fits = matrix < MOST && (1..MOST).contains(&rows) && (1..MOST).contains(&cols) && len <= PARCEL_BYTES;
        if !fits || cols % BlockKind::LEN != 0 || !is_packed_for(self.isa, kind, width) {
            return self.refuse(job);
        }
        if self.take(job).is_none() {
            return Ok(());
        }
        if offset == 0 {
            let shard = PackedMatrix::empty(kind, rows, cols, width);
            let bytes = shard.group_bytes().checked_mul(shard.groups()).filter(|&bytes| bytes < 1 << 30);
            let bytes = AlignedBytes::zeroed(bytes.ok_or(Refused)?);
            self.coming = Some(Coming { matrix, shard, bytes, filled: 0 });
        }
        let mut coming = self.coming.take().ok_or(Refused)?;
        let PackedMatrix { kind: of, width: wide, rows: height, cols: length, .. } = coming.shard;
        if (coming.matrix, coming.filled, of, wide, height, length) != (matrix, offset, kind, width, rows, cols) {
            return Err(Refused);
        }
        let piece = coming.bytes.as_mut_slice().get_mut(offset..offset + len).ok_or(Refused)?;
        self.mailbox.get(self.desk.parcel, piece);
        coming.filled += len;
        if coming.filled < coming.bytes.as_slice().len() {
            self.coming = Some(coming);
        } else {
            self.shards.resize_with(self.shards.len().max(matrix + 1), || None);
            self.shards[matrix] = Some(coming.shard.with(coming.bytes));
        }
        self.finished(job, 1);
        Ok(())
    }
}
